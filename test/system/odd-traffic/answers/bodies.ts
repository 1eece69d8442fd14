import { asJson, type OddAnswer } from './odd-answer.ts';

/** An object of so many fields; one of them is another where `planted`. */
function manyKeys(count: number, planted: boolean): string {
  const fields = Array.from({ length: count }, (_, index) => [
    `field ${index}`,
    planted && index === count - 1 ? index - 1 : index,
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}

function nested(depth: number, leaf: number): string {
  return `${'{"a":['.repeat(depth / 2)}${leaf}${']}'.repeat(depth / 2)}`;
}

/** Bodies that are hard to read. */
export const bodyAnswers: Readonly<Record<string, OddAnswer>> = {
  'invalid-utf8': ({ planted }, response) => {
    asJson(
      response,
      Buffer.concat([Buffer.from('{"name":"M'), Buffer.from([planted ? 0xfe : 0xff]), Buffer.from('ller"}')]),
    );
  },
  nul: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(`before\0${planted ? 'other' : 'after'}`);
  },
  'many-keys': ({ planted }, response) => {
    asJson(response, manyKeys(10_000, planted));
  },
  'over-cap-keys': ({ planted }, response) => {
    asJson(response, manyKeys(2_000, planted));
  },
  deep: ({ planted }, response) => {
    asJson(response, nested(1_000, planted ? 2 : 1));
  },
  'duplicate-keys': ({ planted }, response) => {
    asJson(response, planted ? '{"a":1,"a":3}' : '{"a":1,"a":2}');
  },
  'big-numbers': ({ planted }, response) => {
    asJson(
      response,
      `{"id":${planted ? '9007199254740993' : '9007199254740992'},"huge":1e400,"pi":3.14159265358979323846264338327950288}`,
    );
  },
  'not-a-number': ({ planted }, response) => {
    asJson(response, planted ? '{"x":NaN,"y":1}' : '{"x":NaN,"y":Infinity}');
  },
  empty: ({ planted }, response) => {
    asJson(response, planted ? '{}' : '');
  },
  'no-content': ({ planted }, response) => {
    if (planted) asJson(response, '{}');
    else {
      response.writeHead(204);
      response.end();
    }
  },
  json: ({ planted }, response) => {
    asJson(response, planted ? '{"total":"10.0"}' : '{"total":"10.00"}');
  },
  'not-found-in-shadow': ({ planted }, response) => {
    if (!planted) {
      asJson(response, '{"total":"10.00"}');
      return;
    }
    response.writeHead(404);
    response.end();
  },
  large: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(Buffer.alloc(20 * 1024 * 1024 - (planted ? 1 : 0), 'umbra '));
  },
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDocument } from '../../../control-plane/migration/migration-conversion.ts';
import { parseMigration } from '../../../control-plane/migration/parse-migration.ts';
import { migration, minimalDocument, validDocuments } from '../../makers/migration.ts';

function problemsOf(input: unknown) {
  const parsed = parseMigration(input);
  return parsed.ok ? [] : parsed.problems;
}

function withMirror(mirror: unknown): object {
  return { ...minimalDocument(), mirror };
}

describe('a migration of two hosts', () => {
  it('gets defaults that mirror no read and stay on this machine', () => {
    expect(migration()).toMatchObject({
      listener: { host: '127.0.0.1', port: 10_000, forwardedFor: 'keep', trustedHops: 0 },
      primary: { timeoutMs: 0, http2: false, retries: undefined },
      routes: [],
      mirror: {
        basisPoints: 0,
        writes: 'all',
        key: undefined,
        credentials: 'forward',
        maxBodyBytes: 1_048_576,
        timeoutMs: 5_000,
        maxConcurrent: { reads: 64, writes: 64 },
        exclude: [{ kind: 'upgrade', protocol: 'websocket' }],
      },
      compare: { headers: ['content-type'], captureBytes: 65_536, rules: [], endpoints: [] },
    });
  });

  it.each([
    [0, 0],
    [0.01, 1],
    [16.24, 1_624],
    [25, 2_500],
    [99.99, 9_999],
    [100, 10_000],
  ])('mirrors %d percent as %d hundredths', (percent, basisPoints) => {
    expect(migration({ mirror: { percent } }).mirror.basisPoints).toBe(basisPoints);
  });
});

describe('a refused migration', () => {
  const refused: readonly [what: string, input: unknown, path: string, says: RegExp][] = [
    ['a percent of 101', withMirror({ percent: 101 }), 'mirror.percent', /101.*100/],
    ['a percent of -1', withMirror({ percent: -1 }), 'mirror.percent', /-1.*0/],
    ['a percent with its sign', withMirror({ percent: '25%' }), 'mirror.percent', /"25%"/],
    ['a quoted percent', withMirror({ percent: '25' }), 'mirror.percent', /"25"/],
    ['a percent that is no number', withMirror({ percent: NaN }), 'mirror.percent', /NaN/],
    ['an infinite percent', withMirror({ percent: Infinity }), 'mirror.percent', /Infinity/],
    ['a percent of three decimals', withMirror({ percent: 12.345 }), 'mirror.percent', /two decimals/],
    ['no shadow', { ...minimalDocument(), shadow: undefined }, 'shadow', /missing/],
    [
      'the primary as control',
      { ...minimalDocument(), control: { hosts: ['localhost:8081'], ownDatabase: true } },
      'control.hosts[0]',
      /is the primary \(primary\.hosts\[0\].*twice in production/,
    ],
    [
      'the shadow as control',
      { ...minimalDocument(), control: { hosts: ['10.0.0.1:80', '127.0.0.1:8082'] } },
      'control.hosts[1]',
      /is the shadow \(shadow\.hosts\[0\]/,
    ],
    [
      'a control twice in its list',
      { ...minimalDocument(), control: { hosts: ['127.0.0.1:8083', 'localhost:8083'] } },
      'control.hosts[1]',
      /already has/,
    ],
    [
      'a control that is the own listener',
      { ...minimalDocument(), control: { hosts: ['127.0.0.1:10000'] } },
      'control.hosts[0]',
      /own listener/,
    ],
    [
      'a route that sends clients to the control',
      {
        ...minimalDocument(),
        control: { hosts: ['127.0.0.1:8083'] },
        routes: [{ pathPrefix: '/a', hosts: ['127.0.0.1:8083'] }],
      },
      'routes[0].hosts[0]',
      /is the control/,
    ],
    [
      'an ownDatabase that is no boolean',
      { ...minimalDocument(), control: { hosts: ['127.0.0.1:8083'], ownDatabase: 'yes' } },
      'control.ownDatabase',
      /"yes"/,
    ],
    [
      'a control on another machine, and nothing said of credentials',
      { ...minimalDocument(), control: { hosts: ['old.internal:80'] } },
      'mirror.credentials',
      /the control old\.internal is another machine/,
    ],
    [
      'credentials forwarded to a control in clear text',
      {
        ...withMirror({ credentials: 'forward' }),
        control: { hosts: ['old.internal:80'] },
      },
      'mirror.credentials',
      /old\.internal in clear text/,
    ],
    ['a shadow without hosts', { ...minimalDocument(), shadow: { hosts: [] } }, 'shadow.hosts', /least/],
    [
      'the primary as shadow',
      minimalDocument({ shadow: { hosts: ['127.0.0.1:8081'] } }),
      'shadow.hosts[0]',
      /primary/,
    ],
    [
      'the primary by another name',
      minimalDocument({ shadow: { hosts: ['localhost:8081'] } }),
      'shadow.hosts[0]',
      /primary/,
    ],
    [
      'the primary in other letters',
      minimalDocument({
        primary: { hosts: ['Orders.test.:80'] },
        shadow: { hosts: ['orders.test:80'] },
        mirror: { credentials: 'strip' },
      }),
      'shadow.hosts[0]',
      /primary/,
    ],
    [
      'the primary in long IPv6',
      minimalDocument({ primary: { hosts: ['[0:0::1]:80'] }, shadow: { hosts: ['[::1]:80'] } }),
      'shadow.hosts[0]',
      /primary/,
    ],
    [
      'the primary as mapped IPv4',
      minimalDocument({ primary: { hosts: ['127.0.0.1:80'] }, shadow: { hosts: ['[::ffff:127.0.0.1]:80'] } }),
      'shadow.hosts[0]',
      /primary/,
    ],
    [
      'a host without a port',
      minimalDocument({ shadow: { hosts: ['orders'] } }),
      'shadow.hosts[0]',
      /"orders"/,
    ],
    ['port 0', minimalDocument({ shadow: { hosts: ['orders:0'] } }), 'shadow.hosts[0]', /orders:0/],
    ['port 65536', minimalDocument({ shadow: { hosts: ['orders:65536'] } }), 'shadow.hosts[0]', /65536/],
    [
      'a URL as host',
      minimalDocument({ shadow: { hosts: ['http://orders:80'] } }),
      'shadow.hosts[0]',
      /http/,
    ],
    [
      'IPv6 without brackets',
      minimalDocument({ shadow: { hosts: ['::1:80'] } }),
      'shadow.hosts[0]',
      /::1:80/,
    ],
    [
      'an impossible IPv4',
      minimalDocument({ shadow: { hosts: ['10.0.0.256:80'] } }),
      'shadow.hosts[0]',
      /256/,
    ],
    [
      'a host twice',
      minimalDocument({ primary: { hosts: ['a:80', 'a:80'] } }),
      'primary.hosts[1]',
      /already/,
    ],
    [
      'its own listener as primary',
      minimalDocument({ primary: { hosts: ['localhost:10000'] } }),
      'primary.hosts[0]',
      /circle/,
    ],
    [
      'a listener by name',
      minimalDocument({ listener: { host: 'localhost' } }),
      'listener.host',
      /localhost/,
    ],
    [
      'trusted hops that nothing uses',
      minimalDocument({ listener: { trustedHops: 2 } }),
      'listener.trustedHops',
      /keep/,
    ],
    [
      'a shadow that answers clients',
      minimalDocument({ routes: [{ pathPrefix: '/a', hosts: ['127.0.0.1:8082'] }] }),
      'routes[0].hosts[0]',
      /shadow/,
    ],
    [
      'a plain route that takes all',
      minimalDocument({ routes: [{ pathPrefix: '/', hosts: ['a:1'] }] }),
      'routes[0].pathPrefix',
      /no request/,
    ],
    ['sampled writes without a key', withMirror({ writes: 'sampled' }), 'mirror.writes', /key/],
    [
      'a request both safe and unsafe',
      withMirror({ safe: [{ method: 'POST', path: '/s' }], unsafe: [{ method: 'POST', path: '/s' }] }),
      'mirror.unsafe[0]',
      /safe/,
    ],
    ['two keys', withMirror({ key: { header: 'a', cookie: 'b' } }), 'mirror.key', /exactly one/],
    [
      'a key that is a secret',
      withMirror({ key: { header: 'Authorization' } }),
      'mirror.key.header',
      /secret/,
    ],
    ['a mirror header as key', withMirror({ key: { header: 'x-umbra-id' } }), 'mirror.key.header', /Umbra/],
    [
      'a compared cookie',
      minimalDocument({ compare: { headers: ['Set-Cookie'] } }),
      'compare.headers[0]',
      /secret/,
    ],
    [
      'too large a capture',
      minimalDocument({ compare: { captureBytes: 1_048_577 } }),
      'compare.captureBytes',
      /1048576/,
    ],
    [
      'a replaced header that is none',
      withMirror({ credentials: { replace: { 'a b': 'c' } } }),
      'mirror.credentials.replace.a b',
      /header name/,
    ],
    [
      'a replaced value of two lines',
      withMirror({ credentials: { replace: { a: 'b\r\nc: d' } } }),
      'mirror.credentials.replace.a',
      /control/,
    ],
    [
      'nothing to replace',
      withMirror({ credentials: { replace: {} } }),
      'mirror.credentials.replace',
      /0 headers/,
    ],
    [
      'a misspelt replacement',
      withMirror({ credentials: { replac: {} } }),
      'mirror.credentials.replac',
      /not a known key/,
    ],
    ['unknown credentials', withMirror({ credentials: 'keep' }), 'mirror.credentials', /"keep"/],
    [
      'credentials in clear text',
      minimalDocument({ shadow: { hosts: ['orders-v2:80'] }, mirror: { credentials: 'forward' } }),
      'mirror.credentials',
      /clear text/,
    ],
    [
      'an unsaid choice of credentials',
      minimalDocument({ shadow: { hosts: ['orders-v2:80'] } }),
      'mirror.credentials',
      /for you to say/,
    ],
    ['a name of capitals', { ...minimalDocument(), name: 'Orders' }, 'name', /"Orders"/],
    ['a name of 64 characters', { ...minimalDocument(), name: 'a'.repeat(64) }, 'name', /aaa/],
    ['a name that climbs', { ...minimalDocument(), name: '../etc' }, 'name', /etc/],
    [
      'a retry condition Envoy has not',
      minimalDocument({ primary: { hosts: ['a:1'], retries: { on: '5xxx', attempts: 1 } } }),
      'primary.retries.on',
      /5xxx/,
    ],
    [
      'a class the comparator has not',
      minimalDocument({
        compare: { rules: [{ path: '$.a', class: 'vlaue' as 'value', owner: 'orders', reason: 'clock' }] },
      }),
      'compare.rules[0].class',
      /vlaue/,
    ],
    ['a key of a later version', { ...minimalDocument(), rollout: {} }, 'rollout', /not in this version/],
    [
      'a nested key of a later version',
      minimalDocument({ compare: { reveal: [] } as never }),
      'compare.reveal',
      /not in this version/,
    ],
    ['a prototype', JSON.parse('{"__proto__": {"x": 1}}'), '__proto__', /not a known key/],
    ['a list', [], '(document)', /not a map/],
    ['nothing', null, '(document)', /null/],
    ['text', 'orders', '(document)', /orders/],
  ];

  it.each(refused)('with %s is told where, what and what to write', (_, input, path, says) => {
    const problem = problemsOf(input).find((each) => each.path === path);
    expect(problem?.message).toMatch(says);
    expect(problem?.remedy).toMatch(/\w{4,}.*[.?]$/);
  });

  it('names the key that was meant', () => {
    const problems = problemsOf({
      ...minimalDocument(),
      miror: {},
      mirror: { key: { cookie: 'a', headr: 'a' } },
    });
    expect(problems.map(({ path, remedy }) => [path, remedy])).toEqual([
      ['mirror.key.headr', 'Did you mean header? Otherwise remove it.'],
      ['miror', 'Did you mean mirror? Otherwise remove it.'],
    ]);
  });

  it('lists every problem at once, contradictions between sound sections included', () => {
    const paths = problemsOf({
      ...minimalDocument({ shadow: { hosts: ['127.0.0.1:8081'] } }),
      extra: 1,
      mirror: { percent: 101 },
      listener: { port: 0 },
    }).map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['extra', 'mirror.percent', 'listener.port', 'shadow.hosts[0]']));
  });

  it('is answered with a bounded list, however much is wrong', () => {
    const junk = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`k${index}`.repeat(30), index]),
    );
    const problems = problemsOf({ ...minimalDocument(), ...junk });
    expect(problems).toHaveLength(51);
    expect(JSON.stringify(problems).length).toBeLessThan(50_000);
  });

  it('never shows a replacement, for it is a secret', () => {
    const problems = problemsOf(withMirror({ credentials: { replace: { authorization: 'hunter2\n' } } }));
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('parsing', () => {
  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (mirror, primary) => {
        parseMigration({ ...minimalDocument(), mirror, primary });
        parseMigration(mirror);
      }),
    );
  });

  it('of a document that was read back changes nothing', () => {
    fc.assert(
      fc.property(validDocuments, (document) => {
        const parsed = parseMigration(document);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        const readBack = toDocument(parsed.migration);
        const again = parseMigration(JSON.parse(JSON.stringify(readBack)));
        expect(again).toEqual(parsed);
      }),
    );
  });
});

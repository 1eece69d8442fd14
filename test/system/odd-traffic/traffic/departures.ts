import type { Conversation } from '../conversation.ts';
import { ending, uncaptured, type OddRequest, type Outcome } from '../odd-request.ts';
import { conversing, head } from '../raw-request.ts';

type Talk = (
  conversation: Conversation,
  heads: (headers: readonly string[], method?: string) => string,
) => Promise<void>;

/** A client that leaves at some point; nothing that came back until then is looked at. */
function leaving(name: string, path: string, same: Outcome, talk: Talk): OddRequest {
  return {
    name,
    method: 'POST',
    path,
    perform: async (target) => {
      await conversing(target, (conversation) =>
        talk(conversation, (headers, method = 'POST') => head(target, { method, headers })),
      );
      return [];
    },
    same,
  };
}

/** HTTP/1 clients that leave in every phase of a request. */
export const departures: readonly OddRequest[] = [
  leaving('within its headers', '/left-in-headers', uncaptured, async (conversation, heads) => {
    await conversation.send(heads([]).slice(0, 30));
    await conversation.hangUp();
  }),
  leaving('before its body', '/left-before-body', ending('aborted'), async (conversation, heads) => {
    await conversation.send(heads(['Content-Length: 40000', 'Expect: 100-continue']));
    await conversation.hears('100 Continue');
    await conversation.hangUp();
  }),
  leaving('within its body', '/left-in-body', ending('aborted'), async (conversation, heads) => {
    await conversation.send(heads(['Content-Length: 40000', 'Expect: 100-continue']));
    await conversation.hears('100 Continue');
    await conversation.send('x'.repeat(20_000));
    await conversation.hangUp();
  }),
  leaving(
    'within its body, at once',
    '/left-in-body-at-once',
    ending('aborted'),
    async (conversation, heads) => {
      await conversation.send(`${heads(['Content-Length: 40000'])}half`);
      await conversation.hangUp();
    },
  ),
  leaving('within a chunk', '/left-in-chunk', ending('aborted'), async (conversation, heads) => {
    await conversation.send(heads(['Transfer-Encoding: chunked', 'Expect: 100-continue']));
    await conversation.hears('100 Continue');
    await conversation.send('ff\r\nhalf');
    await conversation.hangUp();
  }),
  leaving('before the answer', '/silent', ending('aborted client-gone'), async (conversation, heads) => {
    await conversation.send(`${heads(['Content-Length: 4'])}full`);
    await conversation.hangUp();
  }),
  leaving('within the answer', '/endless', ending('aborted client-gone'), async (conversation, heads) => {
    await conversation.send(heads(['Content-Length: 0']));
    await conversation.hears('data: 1');
    await conversation.leave();
  }),
];

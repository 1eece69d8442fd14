import { setTimeout as delay } from 'node:timers/promises';
import { allIdentical, differing, ending, type OddRequest } from '../odd-request.ts';
import { chunk, conversing, exchangeRaw, head } from '../raw-request.ts';

const uploading = ['Connection: close', 'Transfer-Encoding: chunked'];

/** An upload that has only begun when a hasty upstream answers, and goes on for a while after that. */
const slowUpload: OddRequest['perform'] = (target) =>
  conversing(target, async (conversation) => {
    await conversation.send(head(target, { method: 'POST', headers: uploading }));
    for (let part = 0; part < 4; part += 1) {
      await conversation.send(chunk('x'.repeat(10_000)));
      await delay(50);
    }
    await conversation.send('0\r\n\r\n');
  });

/** Answers that come later than most, go on for longer, or do not wait for their request. */
export const oddTimes: readonly OddRequest[] = [
  {
    name: 'events that end',
    method: 'GET',
    path: '/events',
    perform: (target) => exchangeRaw(target),
    same: allIdentical(),
    planted: differing('value $'),
  },
  {
    name: 'events without end, to a client that stays for longer than the mirror lasts',
    method: 'GET',
    path: '/endless',
    perform: async (target) => {
      await conversing(target, async (conversation) => {
        await conversation.send(head(target, {}));
        await conversation.hears('data: 2');
        await conversation.leave();
      });
      return [];
    },
    same: ending('not-comparable outlives-mirror'),
  },
  {
    name: 'a long poll',
    method: 'GET',
    path: '/poll',
    perform: (target) => exchangeRaw(target),
    same: ending('not-comparable outlives-mirror'),
  },
  {
    name: 'a shadow that is slower than the mirror lasts',
    method: 'GET',
    path: '/hung-in-shadow',
    perform: (target) => exchangeRaw(target),
    same: allIdentical(),
    planted: ending('shadow-error timeout', 'status status'),
  },
  {
    name: 'a shadow that does not end where the primary does',
    method: 'GET',
    path: '/endless-in-shadow',
    perform: (target) => exchangeRaw(target),
    same: allIdentical(),
    planted: ending('shadow-error timeout', 'status status'),
  },
  {
    name: 'a primary that answers before it has read the upload',
    method: 'POST',
    path: '/early',
    perform: (target) =>
      conversing(target, async (conversation) => {
        await conversation.send(head(target, { method: 'POST', headers: uploading }));
        const sent = conversation.send(chunk(Buffer.alloc(20 * 1024 * 1024)));
        await conversation.hears('"limit":1}');
        await conversation.leave();
        await sent;
      }),
    same: ending('not-comparable upload-early-reply'),
    planted: ending('not-comparable upload-early-reply'),
  },
  {
    name: 'an expectation that is not met',
    method: 'POST',
    path: '/unexpected',
    perform: (target) =>
      conversing(target, async (conversation) => {
        const headers = ['Connection: close', 'Expect: 100-continue', 'Content-Length: 40000'];
        await conversation.send(head(target, { method: 'POST', headers }));
        await conversation.hears('417');
        await conversation.hangUp();
      }),
    same: ending('not-comparable upload-early-reply'),
  },
  {
    name: 'a shadow that answers before it has read the upload',
    method: 'POST',
    path: '/early-in-shadow',
    perform: slowUpload,
    same: allIdentical(),
    planted: ending('not-comparable shadow-early-reply'),
  },
  {
    name: 'a shadow that refuses the upload before it has read it',
    method: 'POST',
    path: '/refused-in-shadow',
    perform: slowUpload,
    same: allIdentical(),
    planted: differing('status status'),
  },
  {
    name: 'an answer that breaks off',
    method: 'GET',
    path: '/cut-short',
    perform: (target) => exchangeRaw(target),
    same: ending('shadow-error reset'),
  },
  {
    name: 'an answer that breaks off on the shadow only',
    method: 'GET',
    path: '/cut-short-in-shadow',
    perform: (target) => exchangeRaw(target),
    same: allIdentical(),
    planted: ending('shadow-error reset', 'status status'),
  },
  {
    name: 'a primary that is asked again',
    method: 'POST',
    path: '/flaky',
    // The client tries again too, where nobody did it for it.
    perform: async (target) => {
      const first = await exchangeRaw(target, { method: 'POST', body: '{}' });
      return first[0]?.status.startsWith('409') === true
        ? exchangeRaw(target, { method: 'POST', body: '{}' })
        : first;
    },
    same: allIdentical(),
  },
];

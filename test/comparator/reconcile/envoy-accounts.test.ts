import { describe, expect, test } from 'vitest';
import { EnvoyAccounts } from '../../../comparator/reconcile/envoy-accounts.ts';
import { envoyAccount, envoyReport } from '../../makers/envoy-report.ts';

describe('the account of a run of an Envoy', () => {
  test('is what it last told, and how much that grew', () => {
    const accounts = new EnvoyAccounts();
    accounts.hear(envoyReport({ issued: 10, mirrored: 10, written: 20 }), 0);
    accounts.hear(envoyReport({ issued: 40, mirrored: 38, unsent: 1, written: 70, dropped: 2 }), 1_000);
    accounts.hear(envoyReport({ issued: 45, mirrored: 44, unsent: 1, written: 88, dropped: 2 }), 2_000);
    expect(accounts.take()).toEqual([
      envoyAccount({ mirrored: 44, unsent: 1, written: 88, dropped: 2, growth: 6, busiest: 30 }),
    ]);
    expect(accounts.take()).toEqual([]);
  });

  test('is another one after a restart', () => {
    const accounts = new EnvoyAccounts();
    accounts.hear(envoyReport({ issued: 10, mirrored: 10 }), 0);
    accounts.hear(envoyReport({ started: '2', issued: 3, mirrored: 3 }), 1_000);
    expect(accounts.take()).toEqual([
      envoyAccount({ mirrored: 10, growth: 10 }),
      envoyAccount({ started: '2', mirrored: 3, growth: 3 }),
    ]);
  });

  test('that stays as it is is told again now and then, for its Envoy lives', () => {
    const accounts = new EnvoyAccounts();
    const told = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000].map((now) => {
      accounts.hear(envoyReport({ issued: 10, mirrored: 10 }), now);
      return accounts.take().length;
    });
    // The second report is news: nothing grew any more.
    expect(told).toEqual([1, 1, 0, 0, 0, 0, 1]);
  });
});

import { CommanderError } from 'commander';
import { PortBusyError } from '../platform/net/free-port.ts';
import { ApiRefusedError, ApiUnreachableError } from './api/api-client.ts';
import { InputError } from './input-error.ts';
import { NotConfirmedError } from './commands/wait-for-confirmation.ts';

export const exitCodes = {
  fine: 0,
  differencesFound: 1,
  refused: 2,
  unreachable: 3,
  notConfirmed: 4,
  noEvidence: 5,
  failed: 6,
  inconclusive: 7,
} as const;

export const exitCodesHelp = `
Exit codes:
  0  done; for report and findings: nothing found; for verdict: PASS
  1  differences were found (report, findings); FAIL (verdict)
  2  wrong usage, or input that was refused; what, where and the remedy are printed
  3  the API cannot be reached, or cannot answer
  4  the change was made, but not every connected Envoy confirmed it in time (--wait)
  5  nothing has been compared yet (report)
  6  something failed (up: a part did not start, or ended by itself)
  7  the evidence does not suffice for PASS or FAIL: INCONCLUSIVE (verdict)`;

/** The one place where an error becomes an exit code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.refused;
  if (error instanceof ApiUnreachableError) return exitCodes.unreachable;
  if (isRefusal(error)) return exitCodes.refused;
  if (error instanceof NotConfirmedError) return exitCodes.notConfirmed;
  return exitCodes.failed;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiRefusedError || error instanceof InputError || error instanceof PortBusyError;
}

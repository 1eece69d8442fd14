import { describe, expect, it } from 'vitest';
import { defaultPorts } from '../../cli/stack/stack-ports.ts';
import { parseDemoOptions } from '../../demo/demo-options.ts';

describe('the options of the demo', () => {
  it('are the documented ports, and an end after the report, unless given', () => {
    expect(parseDemoOptions([])).toEqual({
      stay: false,
      ports: defaultPorts,
      listenerPorts: { defective: 10_000, clean: 10_001 },
    });
  });

  it('move every port that a busy one may be named by', () => {
    const command = parseDemoOptions([
      '--stay',
      '--api-port',
      '9090',
      '--postgres-port=9094',
      '--clean-port',
      '12001',
    ]);
    expect(command.stay).toBe(true);
    expect(command.ports).toEqual({ ...defaultPorts, api: 9090, postgres: 9094 });
    expect(command.listenerPorts).toEqual({ defective: 10_000, clean: 12_001 });
  });

  it.each(['0', '65536', '80.5', 'http', ''])('refuse the port "%s", naming it', (port) => {
    expect(() => parseDemoOptions(['--api-port', port])).toThrow(/--api-port .*is not a port/);
  });

  it('refuse what they do not know', () => {
    expect(() => parseDemoOptions(['--release', 'defective'])).toThrow(/--release/);
  });
});

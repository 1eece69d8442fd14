import type { Fate } from '../../../comparator/ledger/fate.ts';
import type { Fault } from './fault.ts';
import type { FaultRig } from './fault-rig.ts';
import type { LinkName, PartName } from './parts.ts';
import { repeatedly, type Repetition } from './repeatedly.ts';
import type { Toxic } from './toxiproxy.ts';
import type { Behaviour } from './upstream-behaviour.ts';

/** A shadow that fails says so in one fate and shows in one class of finding. */
const shadowFails = { fates: ['shadow-error'], findings: ['status'] } as const;

/** What was under way, on the wire or in a dead comparator, when exchanges stopped arriving. */
const exchangesLost: readonly Fate[] = [
  'lost-comparator',
  'dropped-envoy',
  'primary-only',
  'shadow-only',
  'late',
  'unknown',
];

/** Faults of the parts themselves. */
export const partFaults: readonly Fault[] = [
  fault('shadow dead (connection refused)', {
    ...shadowFails,
    inject: (rig) => rig.kill('shadow'),
    heal: (rig) => rig.start('shadow'),
  }),
  stopped('shadow hung', 'shadow', shadowFails),
  behaving('shadow refusing (accepts and resets)', 'refusing', shadowFails),
  behaving('shadow slow', 'slow'),
  fault('shadow reading nothing of 20 MB uploads', {
    ...shadowFails,
    mix: 'with-uploads',
    inject: (rig) => rig.behave('shadow', 'not-reading'),
    heal: (rig) => rig.behave('shadow', 'healthy'),
  }),
  behaving('shadow sending an endless body', 'endless', shadowFails),
  stopped('comparator stalled', 'comparator', { fates: exchangesLost }),
  killed('comparator killed', 'comparator', { fates: exchangesLost }),
  killed('control plane killed', 'controlPlane'),
  killed('PostgreSQL killed', 'postgres'),
  changing('100 configuration changes a minute', 600),
];

/** Faults of the ways between them. */
const networkFaults: readonly Fault[] = [
  onTheWayToTheShadow('shadow behind a delaying network', {
    type: 'latency',
    stream: 'downstream',
    attributes: { latency: 100, jitter: 50 },
  }),
  onTheWayToTheShadow('shadow behind a slow network', {
    type: 'bandwidth',
    stream: 'downstream',
    attributes: { rate: 20 },
  }),
  onTheWayToTheShadow('shadow cut off in mid-answer', {
    type: 'limit_data',
    stream: 'downstream',
    attributes: { bytes: 2_000 },
  }),
  disturbed('exchanges delayed', 'exchanges', {
    type: 'latency',
    stream: 'upstream',
    attributes: { latency: 300, jitter: 100 },
  }),
  cut('exchanges cut off', 'exchanges', { fates: exchangesLost }),
  cut('control plane cut off', 'xds'),
  cut('PostgreSQL cut off', 'store'),
];

/** Faults of a control, which must not even show: neither in a fate nor in a finding. */
const controlFaults: readonly Fault[] = [
  fault('control dead (connection refused)', {
    inject: async (rig) => {
      await rig.kill('control');
      await rig.configure({ controlled: true });
    },
    heal: async (rig) => {
      await rig.start('control');
      await rig.untilWell();
    },
  }),
  fault('control reading nothing of 20 MB uploads', {
    mix: 'with-uploads',
    inject: async (rig) => {
      await rig.behave('control', 'not-reading');
      await rig.configure({ controlled: true });
    },
    heal: async (rig) => {
      await rig.behave('control', 'healthy');
      await rig.untilWell();
    },
  }),
];

/** Every fault, each by itself. */
export const faults: readonly Fault[] = [...partFaults, ...networkFaults, ...controlFaults];

type Parts = Pick<Fault, 'inject' | 'heal'> & Partial<Explained> & Partial<Pick<Fault, 'mix'>>;
type Explained = Pick<Fault, 'fates' | 'findings'>;

function fault(name: string, parts: Parts): Fault {
  return { name, mix: 'usual', fates: [], findings: [], ...parts };
}

function killed(name: string, part: PartName, explained: Partial<Explained> = {}): Fault {
  return fault(name, {
    ...explained,
    inject: (rig) => rig.kill(part),
    heal: async (rig) => {
      await rig.start(part);
      await rig.untilWell();
    },
  });
}

function stopped(name: string, part: PartName, explained: Partial<Explained> = {}): Fault {
  const signal = (rig: FaultRig, which: NodeJS.Signals): Promise<void> => {
    rig.part(part).kill(which);
    return Promise.resolve();
  };
  return fault(name, {
    ...explained,
    inject: (rig) => signal(rig, 'SIGSTOP'),
    heal: (rig) => signal(rig, 'SIGCONT'),
  });
}

function behaving(name: string, behaviour: Behaviour, explained: Partial<Explained> = {}): Fault {
  return fault(name, {
    ...explained,
    inject: (rig) => rig.behave('shadow', behaviour),
    heal: (rig) => rig.behave('shadow', 'healthy'),
  });
}

function onTheWayToTheShadow(name: string, toxic: Toxic): Fault {
  return fault(name, {
    ...shadowFails,
    inject: async (rig) => {
      await rig.links.shadow.disturb(toxic);
      await rig.configure({ shadowBy: 'link' });
    },
    heal: async (rig) => {
      await rig.untilWell();
      await rig.links.shadow.mend();
    },
  });
}

function disturbed(name: string, link: LinkName, toxic: Toxic): Fault {
  return fault(name, {
    inject: (rig) => rig.links[link].disturb(toxic),
    heal: (rig) => rig.links[link].mend(),
  });
}

function cut(name: string, link: LinkName, explained: Partial<Explained> = {}): Fault {
  return fault(name, {
    ...explained,
    inject: (rig) => rig.links[link].cut(),
    heal: async (rig) => {
      await rig.links[link].mend();
      await rig.untilWell();
    },
  });
}

/** The percent, which changes routes alone, and one time in four what replaces the listener and drains the one before. */
function changing(name: string, everyMs: number): Fault {
  const changes = [
    { percent: 50 },
    { percent: 75 },
    { percent: 99 },
    { percent: 100, comparedHeaders: ['x-version'] },
  ];
  let running: Repetition | undefined;
  return fault(name, {
    inject: (rig) => {
      running = repeatedly(everyMs, (time) => rig.configure(changes[time % changes.length]));
      return Promise.resolve();
    },
    heal: async (rig) => {
      await running?.stop();
      await rig.untilWell();
    },
  });
}

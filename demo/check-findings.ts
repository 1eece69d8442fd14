import type { ExpectedFinding, FindingPlace, PlantedDefect } from './expected-findings.ts';

/** A planted defect, and which of the places where it must show were reported. */
interface DefectCheck {
  readonly defect: PlantedDefect;
  readonly found: readonly ExpectedFinding[];
  readonly missing: readonly ExpectedFinding[];
}

export interface FindingsCheck {
  readonly defects: readonly DefectCheck[];
  /** Reported, but planted by no one. */
  readonly unexpected: readonly FindingPlace[];
  /** Everything planted was reported, and nothing else. */
  readonly exact: boolean;
}

/** Holds the reported findings against the planted defects, both ways. */
export function checkFindings(
  reported: readonly FindingPlace[],
  planted: readonly PlantedDefect[],
): FindingsCheck {
  const among = (list: readonly FindingPlace[], wanted: FindingPlace): boolean =>
    list.some(
      (one) => one.endpoint === wanted.endpoint && one.path === wanted.path && one.class === wanted.class,
    );
  const defects = planted.map((defect) => ({
    defect,
    found: defect.findings.filter((finding) => among(reported, finding)),
    missing: defect.findings.filter((finding) => !among(reported, finding)),
  }));
  const expected = planted.flatMap((defect) => defect.findings);
  const unexpected = reported.filter((finding) => !among(expected, finding));
  return {
    defects,
    unexpected,
    exact: unexpected.length === 0 && defects.every((defect) => defect.missing.length === 0),
  };
}

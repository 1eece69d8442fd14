/** The request that differences were seen in. */
export interface Sighting {
  readonly migration: string;
  readonly endpoint: string;
  readonly pairingId: string;
  readonly method: string;
  readonly key: string | undefined;
  readonly seenAt: Date;
}

const minuteMillis = 60_000
const hourMillis = 60 * minuteMillis

/**
 * Every number that the service itself enforces.
 *
 * These are the service's own figures, kept apart from `MeteringLimits` of the core, so that a client with a wrong
 * figure is caught by the emulator instead of being confirmed by it.
 *
 * - **Source**: API model and reference of AWS SDK 3.1138 and botocore 1.43.107, read 2026-11-21; request quotas from
 *   the service quotas page of the developer guide, same day.
 */
export const ServiceLimits = {
  /** Most characters of an account id, a customer identifier, a dimension or a product code. */
  nameCharactersMax: 255,
  /** Largest quantity of a record and of an allocation. */
  quantityMax: 2_147_483_647,
  batchRecordsMax: 25,
  allocationsMax: 2_500,
  clientTokenCharactersMax: 64,
  nonceCharactersMax: 255,
  /** The emulator's own: every version is a key pair in memory. */
  keyRotationsMax: 1_000,
  /** Largest page of GetEntitlements. */
  entitlementsMax: 25,
  tagsMax: 5,
  tagKeyCharactersMax: 100,
  tagValueCharactersMax: 256,
  /** Nesting of members that the service does not know; the known ones need seven levels. */
  unknownMemberDepthMax: 32,

  hourMillis,
  /** BatchMeterUsage accepts a record younger than this. */
  lookbackMillis: 24 * hourMillis,
  /** MeterUsage accepts a report younger than this. */
  reportLookbackMillis: 6 * hourMillis,
  /** The previous month is closed this long after the first of the month, 00:00 UTC. */
  monthEndGraceMillis: 6 * hourMillis,
  /** Registration tokens can be resolved, again and again, for this long. */
  tokenLifeSeconds: 4 * 3_600,

  /**
   * Requests a second, per account and region; enforced only when asked for. ResolveCustomer's is not
   * published, nor is that of GetEntitlements, which has none here.
   */
  publishedQuotas: { BatchMeterUsage: 10, MeterUsage: 10, RegisterUsage: 5, ResolveCustomer: 10 }
} as const

/**
 * Where the software of a buyer runs that calls MeterUsage and RegisterUsage.
 *
 * `none` is a signature that belongs to no such place: long-term keys, a node's role, EKS Pod Identity.
 */
export const platforms = ["agentcore", "ec2", "ecs", "eks", "fargate", "none"] as const

/** One of the platforms. */
export type Platform = (typeof platforms)[number]

/** Who signed a call: a resource in the account of a buyer. */
export interface Caller {
  /** By which the signature is recognised. */
  readonly accessKeyId: string
  readonly accountId: string
  readonly platform: Platform
  /** Where the resource runs; null means wherever it calls. */
  readonly region: string | null
  /** The EC2 instance, ECS task, EKS pod or runtime: what the hour rule and the first call are about. */
  readonly resource: string
}

/** What has been arranged about signers; without an access key it is about every signer not arranged by itself. */
export interface CallerSeed {
  readonly accessKeyId: string | null
  readonly accountId: string
  readonly platform: Platform
  readonly region: string | null
  /** Null means that every access key is a resource of its own. */
  readonly resource: string | null
}

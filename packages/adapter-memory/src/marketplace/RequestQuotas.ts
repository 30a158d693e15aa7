import { joinKey } from "./joinKey.ts"

/** A call that asks for its place in the rate. */
export interface QuotaRequest {
  readonly account: string
  readonly burstSeconds: number
  /** Epoch milliseconds. */
  readonly now: number
  readonly operation: string
  readonly region: string
}

/** The request rates in force, each per operation, account and region. */
export interface RequestQuotas {
  /** Returns the rates in force, in requests a second, by operation. */
  readonly rates: () => ReadonlyMap<string, number>
  readonly reset: () => void
  /** Enforces a rate of requests a second; null enforces none. */
  readonly set: (operation: string, perSecond: number | null) => void
  /** Takes one request out of the rate; false means there is none left. */
  readonly take: (request: QuotaRequest) => boolean
}

/** Makes quotas with no rate in force. A rate is a bucket that starts full and fills by the service's clock. */
export const makeRequestQuotas = (): RequestQuotas => {
  const rates = new Map<string, number>()
  const buckets = new Map<string, Bucket>()
  return {
    rates: () => new Map(rates),
    reset: () => {
      rates.clear()
      buckets.clear()
    },
    set: (operation, perSecond) => {
      // The rate is new for every region, so every bucket starts afresh.
      buckets.clear()
      if (perSecond === null) rates.delete(operation)
      else rates.set(operation, perSecond)
    },
    take: (request) => {
      const perSecond = rates.get(request.operation)
      if (perSecond === undefined) return true
      const key = joinKey(request.operation, request.account, request.region)
      const bucket = filled(buckets.get(key), perSecond, request)
      const isEnough = bucket.tokens >= 1
      buckets.set(key, isEnough ? { ...bucket, tokens: bucket.tokens - 1 } : bucket)
      return isEnough
    }
  }
}

interface Bucket {
  readonly filledAt: number
  readonly tokens: number
}

const filled = (
  bucket: Bucket | undefined,
  perSecond: number,
  { burstSeconds, now }: QuotaRequest
): Bucket => {
  const tokensMax = Math.max(1, perSecond * burstSeconds)
  if (bucket === undefined) return { filledAt: now, tokens: tokensMax }
  // A clock that is set back fills nothing; it does not drain either.
  const elapsedSeconds = Math.max(0, now - bucket.filledAt) / 1_000
  return { filledAt: now, tokens: Math.min(tokensMax, bucket.tokens + elapsedSeconds * perSecond) }
}

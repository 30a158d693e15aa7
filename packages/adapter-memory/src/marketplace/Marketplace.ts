import { makeCallLog } from "./audit/CallLog.ts"
import type { CallLog } from "./audit/CallLog.ts"
import { makeChoices } from "./Choices.ts"
import type { Choices } from "./Choices.ts"
import { makeEmulatorClock } from "./EmulatorClock.ts"
import type { EmulatorClock } from "./EmulatorClock.ts"
import { makeFaultQueue } from "./FaultQueue.ts"
import type { FaultQueue } from "./FaultQueue.ts"
import type { PriceList } from "./invoice/PriceList.ts"
import type { JournalEntry } from "./journal/JournalEntry.ts"
import { makeMarketplaceState } from "./MarketplaceState.ts"
import type { MarketplaceState } from "./MarketplaceState.ts"
import { makeRequestQuotas } from "./RequestQuotas.ts"
import type { RequestQuotas } from "./RequestQuotas.ts"
import { ServiceLimits } from "./ServiceLimits.ts"
import { rsaSigner } from "./signing/rsaSigner.ts"
import type { Signer } from "./signing/Signer.ts"
import { systemClock } from "./systemClock.ts"

/** How an emulator starts. */
export interface MarketplaceOptions {
  /** Undocumented behaviours that are to differ from their defaults. */
  readonly choices?: Partial<Choices>
  /** Returns epoch milliseconds; the machine's clock if absent. */
  readonly clock?: () => number
  /** `published` enforces AWS's request rates from the start, until a reset; the default is none. */
  readonly quotas?: "none" | "published"
  /** From it every id is derived: the same seed and the same history give the same ids. */
  readonly seed?: string
  /** What signs for RegisterUsage; RSA keys made when they are first needed if absent. */
  readonly signer?: Signer
}

/** One emulated service: what it remembers, and what has been arranged around it. */
export interface Marketplace {
  readonly callLog: CallLog
  readonly clock: EmulatorClock
  readonly faults: FaultQueue
  readonly quotas: RequestQuotas
  readonly seed: string
  readonly signer: Signer
  readonly startChoices: Choices
  /** The request rates at the start, by operation. */
  readonly startRates: ReadonlyMap<string, number>
  callsSeen: number
  choices: Choices
  /** Is told what happens, as it happens; absent if nobody keeps it. */
  journal?: (entry: JournalEntry) => void
  /** Of the invoice; empty until they are set. */
  prices: PriceList
  state: MarketplaceState
  tokensIssued: number
}

/** Makes a service that has seen nothing. */
export const makeMarketplace = (options: MarketplaceOptions): Marketplace => {
  const choices = makeChoices(options.choices)
  const quotas = makeRequestQuotas()
  if (options.quotas === "published") {
    for (const [operation, perSecond] of Object.entries(ServiceLimits.publishedQuotas)) {
      quotas.set(operation, perSecond)
    }
  }
  return {
    callLog: makeCallLog(),
    callsSeen: 0,
    choices,
    clock: makeEmulatorClock(options.clock ?? systemClock),
    faults: makeFaultQueue(),
    prices: new Map(),
    quotas,
    seed: options.seed ?? "tallyhour",
    signer: options.signer ?? rsaSigner(),
    startChoices: choices,
    startRates: quotas.rates(),
    state: makeMarketplaceState(),
    tokensIssued: 0
  }
}

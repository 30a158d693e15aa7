import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import type { Law } from "../Law.ts"
import { allowanceLaws } from "./allowanceLaws.ts"
import { baselineLaws } from "./baselineLaws.ts"
import { countingLaws } from "./countingLaws.ts"
import { endedHourLaws } from "./endedHourLaws.ts"
import { renamedMeterLaws } from "./renamedMeterLaws.ts"
import { hastenLaws } from "./hastenLaws.ts"
import { idleHourLaws } from "./idleHourLaws.ts"
import { leaseLaws } from "./leaseLaws.ts"
import { ledgerSealingLaws } from "./ledgerSealingLaws.ts"
import { settleLaws } from "./settleLaws.ts"

/** What every ledger promises. */
export const recordLedgerLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> =
  [
    ...countingLaws,
    ...ledgerSealingLaws,
    ...endedHourLaws,
    ...renamedMeterLaws,
    ...allowanceLaws,
    ...idleHourLaws,
    ...baselineLaws,
    ...hastenLaws,
    ...leaseLaws,
    ...settleLaws
  ]

import type { BuyerMetering } from "../../port/BuyerMetering.ts"
import type { Law } from "../Law.ts"
import type { TestBuyer } from "../TestBuyer.ts"
import { meterUsageLaws } from "./meterUsageLaws.ts"
import { registerUsageLaws } from "./registerUsageLaws.ts"

/** What `BuyerMetering` promises, whichever way the service is reached. */
export const buyerMeteringLaws: ReadonlyArray<Law<BuyerMetering | TestBuyer>> = [
  ...meterUsageLaws,
  ...registerUsageLaws
]

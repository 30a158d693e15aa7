import { checkAllocations } from "../batch/checkAllocations.ts"
import { checkCustomers } from "../batch/checkCustomers.ts"
import { checkDimensions } from "../batch/checkDimensions.ts"
import { checkEmpty } from "../batch/checkEmpty.ts"
import { checkLicenses } from "../batch/checkLicenses.ts"
import { checkProduct } from "../batch/checkProduct.ts"
import { checkRepeats } from "../batch/checkRepeats.ts"
import { checkShape } from "../batch/checkShape.ts"
import { checkTags } from "../batch/checkTags.ts"
import { checkTimestamps } from "../batch/checkTimestamps.ts"
import { meterBatch } from "../batch/meterBatch.ts"
import { readBatch } from "../batch/UsageRecord.ts"
import { makeOperation, refused } from "./Operation.ts"

/**
 * Meters up to 25 usage records of one product: rules 11 to 31.
 *
 * A rule about the whole request that is broken once refuses all of it and records nothing. Otherwise every record
 * gets a verdict of its own, or is left unprocessed.
 */
export const batchMeterUsage = makeOperation({
  name: "BatchMeterUsage",
  read: readBatch,
  perform: (state, loose, context) => {
    const batch = checkShape(loose, context.choices)
    if ("_tag" in batch) return refused(batch)
    for (const rule of wholeRequestRules) {
      const refusal = rule(batch, state, context)
      if (refusal !== undefined) return refused(refusal)
    }
    return meterBatch(batch, state, context)
  }
})

// The order is part of the behaviour: a request that breaks several rules is refused for the first of them.
const wholeRequestRules = [
  checkProduct,
  checkCustomers,
  checkLicenses,
  checkDimensions,
  checkTags,
  checkAllocations,
  checkTimestamps,
  checkEmpty,
  checkRepeats
]

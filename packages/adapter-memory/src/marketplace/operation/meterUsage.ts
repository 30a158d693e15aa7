import { checkAge } from "../usage/checkAge.ts"
import { checkCaller } from "../usage/checkCaller.ts"
import { checkClientToken } from "../usage/checkClientToken.ts"
import { checkEntitled } from "../usage/checkEntitled.ts"
import { checkReportContent } from "../usage/checkReportContent.ts"
import { checkReportShape } from "../usage/checkReportShape.ts"
import { meterReport } from "../usage/meterReport.ts"
import { readReport } from "../usage/UsageReport.ts"
import { makeOperation, refused } from "./Operation.ts"

/**
 * Meters what the software of a buyer reports about the instance, task, pod or runtime it runs in: rules 11 and 32 to
 * 38.
 *
 * Unlike BatchMeterUsage it takes one report to a call, and every rule that is broken refuses the call.
 */
export const meterUsage = makeOperation({
  calledBy: "buyer",
  name: "MeterUsage",
  read: readReport,
  perform: (state, loose, context) => {
    const report = checkReportShape(loose, context.choices)
    if ("_tag" in report) return refused(report)
    for (const rule of reportRules) {
      const refusal = rule(report, state, context)
      if (refusal !== undefined) return refused(refusal)
    }
    return meterReport(report, state, context)
  }
})

// The order is part of the behaviour: a report that breaks several rules is refused for the first of them.
const reportRules = [checkCaller, checkReportContent, checkEntitled, checkAge, checkClientToken]

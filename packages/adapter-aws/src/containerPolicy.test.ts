import { readFileSync } from "node:fs"
import { assert, it } from "vitest"

it("the policy of a container allows its two calls, in its region, and nothing else", () => {
  const text = readFileSync(new URL("../../../docs/iam/container.json", import.meta.url), "utf8")

  const policy: unknown = JSON.parse(text)

  const allow = (Sid: string, Action: string) => ({
    Sid,
    Effect: "Allow",
    Action,
    // AWS has no resources to narrow these actions to; the region is all there is.
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1"] } }
  })
  assert.deepStrictEqual(policy, {
    Version: "2012-10-17",
    Statement: [
      allow("RegisterAtTheStart", "aws-marketplace:RegisterUsage"),
      allow("ReportEveryHour", "aws-marketplace:MeterUsage")
    ]
  })
})

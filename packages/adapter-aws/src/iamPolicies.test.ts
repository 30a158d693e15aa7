import { readdirSync, readFileSync } from "node:fs"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"

const folder = new URL("../../../docs/iam/", import.meta.url)

const Text = Schema.Union([Schema.String, Schema.Array(Schema.String)])
const decodePolicy = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      Version: Schema.Literal("2012-10-17"),
      Statement: Schema.NonEmptyArray(
        Schema.Struct({
          Sid: Schema.NonEmptyString,
          Effect: Schema.Literal("Allow"),
          Action: Text,
          Resource: Schema.String,
          Condition: Schema.optionalKey(
            Schema.Struct({
              StringEquals: Schema.Struct({ "aws:RequestedRegion": Schema.NonEmptyArray(Schema.String) })
            })
          )
        })
      )
    })
  )
)

describe("policies of IAM", () => {
  it.each([
    ["agreement-queue.json", ["sqs:DeleteMessage", "sqs:ReceiveMessage"]],
    ["entitlements.json", ["aws-marketplace:GetEntitlements"]],
    ["metering-worker.json", ["aws-marketplace:BatchMeterUsage"]],
    ["registration.json", ["aws-marketplace:ResolveCustomer"]]
  ])("%s allows what its job needs, and nothing else", (file, actions) => {
    const { Statement } = decodePolicy(readFileSync(new URL(file, folder), "utf8"))

    assert.sameMembers(
      Statement.flatMap(({ Action }) => Action),
      actions
    )
  })

  it.each(readdirSync(folder))(
    "%s names one resource, or the regions where there are no resources",
    (file) => {
      const { Statement } = decodePolicy(readFileSync(new URL(file, folder), "utf8"))

      for (const { Action, Condition, Resource } of Statement) {
        const isOfMarketplace = [Action].flat().every((action) => action.startsWith("aws-marketplace:"))
        if (isOfMarketplace) assert.deepStrictEqual([Resource, Condition !== undefined], ["*", true])
        else assert.match(Resource, /^arn:aws:[a-z]+:us-east-1:123456789012:[\w-]+$/)
        assert.notInclude([Action].flat().join(), "*")
      }
    }
  )
})

import { UnansweredErrors } from "@tallyhour/core"
import { at, exampleProduct } from "@tallyhour/core/testing"
import { DateTime } from "effect"
import { assert, describe, it } from "vitest"
import { sealedRecord } from "../../test/sealedRecord.ts"
import { classifyError } from "./classifyError.ts"
import { fromResponse } from "./fromResponse.ts"
import { toRequest } from "./toRequest.ts"

const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c3d4e5f60718293a4b5c6d7e8f901"

describe("toRequest", () => {
  it.each([
    [
      { _tag: "License", buyer: "111111111111", licenseArn },
      undefined,
      { CustomerAWSAccountId: "111111111111", LicenseArn: licenseArn }
    ],
    [{ _tag: "Product", buyer: "011111111111" }, exampleProduct, { CustomerAWSAccountId: "011111111111" }],
    [
      { _tag: "Legacy", customerIdentifier: "X01EXAMPLEX" },
      exampleProduct,
      { CustomerIdentifier: "X01EXAMPLEX" }
    ]
  ] as const)("names the buyer as the agreement %j wants it", (agreement, productCode, buyer) => {
    const request = toRequest([sealedRecord(agreement)])

    assert.deepEqual(request, {
      ...(productCode === undefined ? {} : { ProductCode: productCode }),
      UsageRecords: [
        {
          Timestamp: DateTime.toDateUtc(at("2026-03-10T11:00:00Z")),
          Dimension: "requests",
          Quantity: 7,
          ...buyer
        }
      ]
    })
    assert.strictEqual("ProductCode" in request, productCode !== undefined)
  })
})

describe("fromResponse", () => {
  it("leaves absent what AWS left out, and keeps zero", () => {
    const answer = fromResponse({
      $metadata: {},
      Results: [
        {
          Status: "Success",
          UsageRecord: {
            Timestamp: DateTime.toDateUtc(at("2026-03-10T11:00:00.5Z")),
            Dimension: "d",
            Quantity: 0
          }
        }
      ]
    })

    assert.deepStrictEqual(answer.Results?.[0]?.UsageRecord, {
      Dimension: "d",
      Quantity: 0,
      Timestamp: 1_773_140_400.5
    })
    assert.isUndefined(answer.UnprocessedRecords)
  })
})

describe("classifyError", () => {
  it.each([["a string"], [undefined], [null], [42], [{}], [new Error("socket hang up")]])(
    "takes %s for no answer",
    (thrown) => {
      assert.strictEqual(classifyError("BatchMeterUsage", thrown).reason._tag, "Unanswered")
    }
  )

  it("names a fault of the network by its code, so that its next step is told", () => {
    const thrown = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" })

    const { reason, remedy } = classifyError("BatchMeterUsage", thrown)

    assert.strictEqual(reason._tag, "Unanswered")
    assert.strictEqual(remedy, UnansweredErrors.ECONNREFUSED)
  })

  it("takes what a service says of regions for its word, and not for ours", () => {
    const thrown = {
      name: "ValidationException",
      message: "Region is missing",
      $metadata: { httpStatusCode: 400 }
    }

    const { reason } = classifyError("BatchMeterUsage", thrown)

    assert.deepStrictEqual(
      ["code" in reason && reason.code, reason._tag],
      ["ValidationException", "RequestRefused"]
    )
  })

  it("cuts a name that is no name", () => {
    const { message } = classifyError("ResolveCustomer", { name: "x".repeat(1_000_000) })

    assert.isBelow(message.length, 1_000)
  })
})

import { assert, describe, it } from "@effect/vitest"
import { entitlementsRequest } from "./entitlementsRequest.ts"

const buyer = "111111111111"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"

describe("entitlementsRequest", () => {
  it.each([
    [
      { _tag: "License", buyer, licenseArn },
      { CUSTOMER_AWS_ACCOUNT_ID: [buyer], LICENSE_ARN: [licenseArn] }
    ],
    [{ _tag: "Product", buyer }, { CUSTOMER_AWS_ACCOUNT_ID: [buyer] }],
    [{ _tag: "Legacy", customerIdentifier: "X1" }, { CUSTOMER_IDENTIFIER: ["X1"] }],
    [{ _tag: "Legacy", buyer, customerIdentifier: "X1" }, { CUSTOMER_IDENTIFIER: ["X1"] }]
  ] as const)("asks for %j by what AWS knows it by", (agreement, Filter) => {
    assert.deepStrictEqual(entitlementsRequest({ agreement, productCode: "product" }), {
      ProductCode: "product",
      Filter,
      MaxResults: 25
    })
  })

  it("asks for some dimensions, and for the next page", () => {
    const agreement = { _tag: "Product", buyer } as const
    const query = { agreement, dimensions: ["seats", "GB"], productCode: "product" }

    assert.deepStrictEqual(entitlementsRequest(query, "page 2"), {
      ProductCode: "product",
      Filter: { CUSTOMER_AWS_ACCOUNT_ID: [buyer], DIMENSION: ["seats", "GB"] },
      MaxResults: 25,
      NextToken: "page 2"
    })
  })
})

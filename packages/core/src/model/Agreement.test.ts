import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { schemaProblems } from "./schemaProblems.ts"

describe("Agreement", () => {
  it.each([
    "arn:aws:license-manager::123456789012:license:l-0123abcd",
    "arn:aws:license-manager:us-east-1:123456789012:license/l-1",
    "arn:aws-us-gov:license-manager::123456789012:license:l-1"
  ])("the license ARN %s is one", (licenseArn) => {
    assert.isTrue(Result.isSuccess(decode({ _tag: "License", buyer, licenseArn })))
  })

  it.each([
    "",
    "l-1",
    " arn:aws:license-manager::123456789012:license:l-1",
    "arn:aws:license-manager::123456789012:license:l-1\n",
    "arn:aws:license-manager::123456789012:license:",
    "arn:aws:license-manager::12345678901:license:l-1",
    "x aws:license-manager:",
    "arn:aws:license-manager:a:b:123456789012:license:l-1",
    "arn:aws:s3::123456789012:license:l-1"
  ])("the license ARN %j is refused, and shown one", (licenseArn) => {
    assert.include(
      problemOf({ _tag: "License", buyer, licenseArn }),
      "a license ARN looks like arn:aws:license-manager::123456789012:license:l-…"
    )
  })

  it("a license as AWS's events spell it is told where to find its ARN", () => {
    const licenseArn = "aws:license-manager::123456789012:license:l-1"

    assert.deepStrictEqual(problemsOf({ _tag: "License", buyer, licenseArn }), [
      {
        field: "licenseArn",
        problem:
          "this is how AWS's events spell a license; use the ARN that ResolveCustomer returns, which begins with arn:aws"
      }
    ])
  })

  it.each(["1", "12345678901"])(
    "the buyer %s has probably lost its leading zeros, and is told so",
    (text) => {
      assert.deepStrictEqual(problemsOf({ _tag: "Product", buyer: text }), [
        {
          field: "buyer",
          problem: `an AWS account id has twelve digits and this has ${text.length}: leading zeros get lost where an id is read as a number, so keep it as text`
        }
      ])
    }
  )

  it.each(["", "abc", "a1", "1a", "1234567890123", "12345678901x", " 12345678901"])(
    "the buyer %j is no account id, and is told what one is",
    (text) => {
      assert.deepStrictEqual(problemsOf({ _tag: "Product", buyer: text }), [
        { field: "buyer", problem: "an AWS account id has twelve digits" }
      ])
    }
  )

  it("a customer identifier has 1 to 255 characters", () => {
    const lengths = [0, 1, 255, 256].filter((length) =>
      Result.isSuccess(decode({ _tag: "Legacy", customerIdentifier: "c".repeat(length) }))
    )

    assert.deepStrictEqual(lengths, [1, 255])
  })

  it.each([
    "arn:aws:license-manager::123456789012:license:l-1",
    "arn:aws:license-manager:us-east-1:123456789012:license/l-1",
    "arn:aws-us-gov:license-manager::123456789012:license:l-1",
    "aws:license-manager::123456789012:license:l-1",
    "aws:license-manager:us-east-1:123456789012:l-1",
    "aws-us-gov:license-manager:us-gov-west-1:123456789012:l-1",
    "l-1"
  ])("the license %s is l-1, in every spelling of AWS", (arn) => {
    assert.strictEqual(Agreement.licenseId(arn), "l-1")
  })

  it.each([
    "aws:license-manager:us-east-1:12345:l-1",
    "x arn:aws:license-manager::123456789012:license:l-1",
    "arn:aws:license-manager::123456789012:license:l-1 x",
    "arn:aws:license-manager::123456789012:",
    ""
  ])("%j is no spelling of a license, and stands for itself", (text) => {
    assert.strictEqual(Agreement.licenseId(text), text)
  })
})

const buyer = "012345678901"

const decode = Schema.decodeUnknownResult(Agreement)

const problemsOf = (agreement: unknown) => schemaProblems(Result.getOrThrow(Result.flip(decode(agreement))))

const problemOf = (agreement: unknown): string => Result.getOrThrow(Result.flip(decode(agreement))).message

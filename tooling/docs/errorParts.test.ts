import { MeteringOperation, type ServiceError, ServiceErrors } from "@tallyhour/core"
import { assert, describe, it } from "vitest"
import { errorParts } from "./errorParts.ts"

describe("errorParts", () => {
  const text = Object.values(errorParts()).join("\n")

  it.each(
    MeteringOperation.literals.flatMap((operation) =>
      Object.entries<ServiceError>(ServiceErrors[operation]).map(([name, error]) => ({
        operation,
        name,
        error
      }))
    )
  )("$operation: $name has a row that tells what it means", ({ error, name }) => {
    const rows = text.split("\n").filter((line) => line.includes(`\`${name}\``))

    assert.isTrue(
      rows.some((row) => [error.cause, error.retry, error.nextStep].every((part) => row.includes(part))),
      name
    )
  })

  it("every row has the cells of its head", () => {
    for (const row of text.split("\n")) assert.strictEqual(row.split(" | ").length, 5, row)
  })
})

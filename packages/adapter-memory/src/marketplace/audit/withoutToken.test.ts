import { assert, it } from "vitest"
import { canaries } from "../../../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../../../tooling/canaries/secretsIn.ts"
import { aMarketplace, arrange } from "../testing/aMarketplace.ts"

it("the token of a registration is in no overview, and whether there was one is", () => {
  const emulator = aMarketplace()
  const bodies = [{ RegistrationToken: canaries.registrationToken }, {}]

  for (const body of bodies) {
    const text = JSON.stringify(body)
    emulator.call({ body, operation: "ResolveCustomer", region: "us-east-1", text })
  }
  const { calls } = arrange(emulator, "overview", {})

  assert.deepStrictEqual(secretsIn(JSON.stringify(calls)), [])
  assert.deepStrictEqual(
    Object(calls).map(({ request }: { readonly request: object }) => ({ ...request })),
    [{}, { RegistrationToken: "HIDDEN_DUE_TO_SECURITY_REASONS" }]
  )
})

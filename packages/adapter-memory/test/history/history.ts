import fc from "fast-check"
import { alice, aRecord, bob, licenseOf, noon, seconds } from "../../src/marketplace/testing/aMarketplace.ts"
import type { Step } from "./Step.ts"

const noonSeconds = seconds(noon)

const mostly = <A, B>(good: fc.Arbitrary<A>, bad: fc.Arbitrary<B>) =>
  fc.oneof({ arbitrary: good, weight: 19 }, { arbitrary: bad, weight: 1 })
const orAnything = <A>(arbitrary: fc.Arbitrary<A>) => mostly(arbitrary, fc.jsonValue())
const hoursFromNoon = (min: number, max: number) =>
  fc.integer({ max, min }).map((hours) => noonSeconds + hours * 3_600)

const accessKeyId = fc.constantFrom("AKID", "POD", "RUNTIME")
const region = fc.constantFrom("us-east-1", "eu-west-1")
const ProductCode = mostly(fc.constant("pod"), fc.constantFrom("saas1", "other"))

const record = mostly(
  fc
    .record(
      {
        CustomerAWSAccountId: mostly(fc.constantFrom(alice, bob), fc.constant("123")),
        Dimension: mostly(fc.constantFrom("users", "GB"), fc.constant("storage")),
        LicenseArn: mostly(fc.constant(licenseOf(1)), fc.constant(licenseOf(2))),
        Quantity: mostly(fc.constantFrom(0, 1, 2), fc.constantFrom(-1, 1.5, "3", null)),
        Timestamp: mostly(hoursFromNoon(-3, 0), hoursFromNoon(-30, 1)),
        UsageAllocations: mostly(
          fc.constant([{ AllocatedUsageQuantity: 1, Tags: [{ Key: "team", Value: "red" }] }]),
          fc.constantFrom(
            [{ AllocatedUsageQuantity: 3 }],
            [{ AllocatedUsageQuantity: 1, Tags: [{ Key: "?!", Value: "" }] }]
          )
        )
      },
      { requiredKeys: ["Dimension", "Quantity", "Timestamp"] }
    )
    .map(aRecord),
  fc.oneof(fc.constant(aRecord({ CustomerIdentifier: "alice-id" })), fc.jsonValue())
)
const aliceOnly = fc
  .record({
    Quantity: fc.constantFrom(1, 2),
    Timestamp: mostly(hoursFromNoon(-2, -1), hoursFromNoon(-30, 1))
  })
  .map((changes) => aRecord(changes))
const batch = fc.record({
  accessKeyId,
  body: orAnything(
    fc.oneof(
      fc.record({ ProductCode: fc.constant("saas1"), UsageRecords: fc.array(aliceOnly, { maxLength: 5 }) }),
      fc.record({
        ProductCode: mostly(fc.constant("saas1"), fc.constantFrom("other", "modern")),
        UsageRecords: fc.array(record, { maxLength: 4 })
      }),
      fc.record({
        UsageRecords: fc.array(
          aliceOnly.map((one) => ({ ...one, CustomerAWSAccountId: bob, LicenseArn: licenseOf(3) })),
          { maxLength: 3, minLength: 1 }
        )
      })
    )
  ),
  operation: fc.constant("BatchMeterUsage"),
  region
})
const usage = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        ClientToken: mostly(fc.constantFrom("a", "b", "c"), fc.constantFrom("", 1)),
        DryRun: mostly(fc.constant(false), fc.constantFrom(true, "no")),
        ProductCode,
        Timestamp: mostly(hoursFromNoon(-2, 0), hoursFromNoon(-7, 1)),
        UsageAllocations: mostly(
          fc.constant(undefined),
          fc.constantFrom([], [{ AllocatedUsageQuantity: 1 }])
        ),
        UsageDimension: mostly(fc.constantFrom("users", "GB"), fc.constant("storage")),
        UsageQuantity: mostly(fc.constantFrom(0, 1), fc.constant(-1))
      },
      { requiredKeys: ["ProductCode", "Timestamp", "UsageDimension"] }
    )
  ),
  operation: fc.constant("MeterUsage"),
  region
})
const registration = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        Nonce: fc.constantFrom("once", ""),
        ProductCode,
        PublicKeyVersion: mostly(fc.constantFrom(1, 1, 2), fc.constant(0))
      },
      { requiredKeys: ["ProductCode", "PublicKeyVersion"] }
    )
  ),
  operation: fc.constant("RegisterUsage"),
  region
})
const question = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        Filter: fc.constantFrom(
          {},
          { DIMENSION: ["users"] },
          { CUSTOMER_AWS_ACCOUNT_ID: [alice, "1"] },
          { LICENSE_ARN: [licenseOf(2)] },
          { CUSTOMER_IDENTIFIER: ["alice-id"], DIMENSION: [] }
        ),
        MaxResults: mostly(fc.constantFrom(1, 2), fc.constant(26)),
        NextToken: mostly(fc.constant(undefined), fc.constant("MQ==")),
        ProductCode: mostly(fc.constant("saas1"), fc.constant("other"))
      },
      { requiredKeys: ["ProductCode"] }
    )
  ),
  operation: fc.constant("GetEntitlements"),
  region
})
const astray = fc.record({
  accessKeyId,
  body: fc.jsonValue(),
  operation: fc.constantFrom("ResolveCustomer", "Unheard"),
  region
})
const turnedIn = fc.record({ region, token: fc.nat(3) })

const operation = fc.constantFrom(
  "BatchMeterUsage",
  "BatchMeterUsage",
  "MeterUsage",
  "RegisterUsage",
  "ResolveCustomer",
  "GetEntitlements"
)
const faults = fc.oneof(
  fc.record({
    kind: fc.constantFrom("drop_after", "drop_before", "html", "internal", "internal_after", "throttle"),
    operation,
    times: fc.constantFrom(1, 2)
  }),
  fc.record({ kind: fc.constant("latency"), ms: fc.constant(1), operation }),
  fc.record({
    count: fc.constantFrom(1, 2),
    kind: fc.constant("unprocessed"),
    operation: fc.constant("BatchMeterUsage")
  }),
  fc.record({
    kind: fc.constantFrom("platform", "region", "disabled"),
    operation: fc.constantFrom("MeterUsage", "RegisterUsage", "ResolveCustomer")
  })
)
const choices = fc.constantFrom(
  { name: "identical_resend", value: "DuplicateRecord" },
  { name: "results_order", value: "shuffled" },
  { name: "id_on_rejected", value: "first-record" },
  { name: "repeated_key_in_request", value: "ValidationException" },
  { name: "month_end", value: "extends" },
  { name: "cancelled_leaves_final_window", value: "yes" }
)
const ofBuyer = fc.constantFrom(
  { account_id: alice, product_code: "saas1" },
  { account_id: bob, product_code: "modern" }
)
const changeOfSubscription = fc
  .tuple(
    ofBuyer,
    fc.record(
      {
        at: hoursFromNoon(-3, 2),
        state: fc.constantFrom("active", "active", "unsubscribe-pending", "cancelled", "suspended")
      },
      { requiredKeys: ["state"] }
    )
  )
  .map(([buyer, change]) => ({ ...buyer, ...change }))
const token = fc
  .tuple(ofBuyer, fc.record({ ttl: fc.constantFrom(3_600, 14_400) }, { requiredKeys: [] }), fc.boolean())
  .map(([buyer, life, legacy]) => ({ ...buyer, ...life, legacy: legacy && buyer.account_id === alice }))
const bodies: { readonly [name: string]: fc.Arbitrary<object> } = {
  cloudtrail: fc.constant({}),
  entitle_caller: fc.record({ entitled: fc.boolean(), product_code: fc.constant("pod") }),
  events: fc.constant({}),
  inject_fault: faults,
  invoice: fc.constant({}),
  issue_token: token,
  ledger: fc.constant({}),
  overview: fc.constant({}),
  public_key: fc.record({ version: fc.constantFrom(1, 2) }),
  rotate_key: fc.constant({}),
  // Of the runtimes every report adds, so which key is one stays as it is.
  seed_caller: fc.record({
    access_key_id: fc.constant("AKID"),
    platform: fc.constantFrom("ecs", "ec2", "none"),
    region
  }),
  seed_customer: fc
    .tuple(ofBuyer, fc.record({ since: hoursFromNoon(-3, 0), until: hoursFromNoon(0, 3) }))
    .map(([buyer, bounds]) => ({ ...buyer, ...bounds, license_arn: licenseOf(4) })),
  seed_entitlement: fc.record({
    account_id: fc.constant(alice),
    dimension: fc.constantFrom("users", "GB"),
    product_code: fc.constant("saas1"),
    value: fc.constantFrom(1, 0.5, true, "gold", null)
  }),
  set_choice: choices,
  set_quota: fc.record({ operation, per_second: fc.constantFrom(1, 10, null) }),
  set_subscription: changeOfSubscription,
  set_time: fc.record({ frozen: fc.boolean(), now: hoursFromNoon(0, 8) })
}
const arrangementOf = (...names: ReadonlyArray<string>) =>
  fc.oneof(
    ...names.map((name) =>
      fc.record({ body: orAnything(bodies[name] ?? fc.constant({})), name: fc.constant(name) })
    )
  )
const arrangement = arrangementOf(...Object.keys(bodies))

/**
 * Draws what happens to an emulator that is arranged as `beginning` says: calls of every operation, good and bad, with
 * faults, changes of the subscriptions and of the clock in between.
 */
export const history: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.oneof<Array<fc.Arbitrary<Step>>>(
    batch,
    batch,
    batch,
    usage,
    usage,
    registration,
    question,
    turnedIn,
    astray,
    arrangement,
    arrangementOf("inject_fault"),
    arrangementOf("set_subscription", "set_time", "issue_token")
  ),
  { maxLength: 24, minLength: 1, size: "max" }
)

/** The arrangements before every history. */
export const beginning: ReadonlyArray<readonly [name: string, body: object]> = [
  ["reset", {}],
  ["seed_product", { code: "pod", dimensions: ["users", "GB"], kind: "container" }],
  ["entitle_caller", { entitled: true, product_code: "pod" }],
  ["seed_caller", { access_key_id: "RUNTIME", platform: "agentcore" }],
  ["seed_product", { code: "saas1", dimensions: ["users", "GB"], kind: "saas" }],
  ["seed_product", { code: "modern", dimensions: ["users"], kind: "license-only" }],
  [
    "seed_customer",
    { account_id: alice, customer_identifier: "alice-id", license_arn: licenseOf(1), product_code: "saas1" }
  ],
  ["seed_customer", { account_id: bob, license_arn: licenseOf(3), product_code: "modern" }],
  ["seed_entitlement", { account_id: alice, dimension: "users", product_code: "saas1", value: 7 }]
]

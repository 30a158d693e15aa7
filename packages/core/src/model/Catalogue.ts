import { Context, Duration, Layer, Result, Schema } from "effect"
import type { Meter } from "./Meter.ts"
import { MeteringLimits } from "./MeteringLimits.ts"
import { LatePolicy, MeteringPolicy } from "./MeteringPolicy.ts"
import { Product } from "./Product.ts"

/**
 * What a seller writes to describe the products to be metered.
 *
 * - **Shape**: what `policy` leaves out is as in `MeteringPolicy`.
 */
export interface CatalogueInput {
  readonly products: ReadonlyArray<{
    readonly code: string
    readonly meters: ReadonlyArray<{
      readonly name: string
      /** AWS's API name of the dimension; the meter's own name when absent. */
      readonly dimension?: string
      /** `carry` when absent. */
      readonly fraction?: "carry" | "up" | "down" | "nearest"
    }>
  }>
  readonly policy?: Partial<MeteringPolicy>
}

/**
 * Says that a catalogue cannot be used, listing everything that is wrong with it at once.
 *
 * - **Cause**: what the seller wrote is wrong. A retry cannot help; correct every problem that is listed.
 */
export class CatalogueInvalid extends Schema.TaggedError<CatalogueInvalid>()("CatalogueInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `The catalogue cannot be used: ${this.problems.join("; ")}.`
  }
}

/**
 * The products of a seller, their meters, and the policy by which they are metered.
 *
 * - **Shape**: product codes are unique; within a product, meter names and dimensions are.
 *
 * **Example** (Two meters of one product)
 *
 *     const pages = { name: "pages", dimension: "pages_printed" }
 *     const storage = { name: "storage", fraction: "up" } as const
 *     const products = [{ code: "4ml54db8vrmjuykaw1psroool", meters: [pages, storage] }]
 *     const catalogue = Result.getOrThrow(Catalogue.fromInput({ products }))
 *
 *     catalogue.meterOf("4ml54db8vrmjuykaw1psroool", "pages")?.dimension // => "pages_printed"
 *     catalogue.meterOf("4ml54db8vrmjuykaw1psroool", "storage")?.dimension // => "storage"
 *     catalogue.hasMeter("seats") // => false
 */
export class Catalogue extends Context.Service<
  Catalogue,
  {
    readonly products: ReadonlyArray<Product>
    readonly policy: MeteringPolicy
    /** Returns a product's meter by its name. */
    readonly meterOf: (productCode: string, meter: string) => Meter | undefined
    /** Whether any product has a meter of that name. */
    readonly hasMeter: (meter: string) => boolean
  }
>()("@tallyhour/core/Catalogue") {
  /**
   * Checks a catalogue and makes it ready for use.
   *
   * - **Errors**: `CatalogueInvalid` with every problem found.
   *
   * **Example** (Everything that is wrong, at once)
   *
   *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }, { name: "pages", dimension: "p" }] }]
   *     const policy = { safetyMargin: Duration.hours(4) }
   *     const wrong = Catalogue.fromInput({ products, policy })
   *     const { problems } = Option.getOrThrow(Result.getFailure(wrong))
   *
   *     problems.length // => 2
   *     problems[0] // => "product 4ml54db8vrmju has meter pages twice"
   */
  static readonly fromInput = (
    input: CatalogueInput
  ): Result.Result<Catalogue["Service"], CatalogueInvalid> => {
    if (!isCatalogueInput(input)) {
      const problems = ["it is not of the form { products: [{ code, meters: [{ name }] }] }"]
      return Result.fail(new CatalogueInvalid({ problems }))
    }
    const decoded = input.products.map((product) =>
      decodeProduct({
        code: product.code,
        meters: product.meters.map((meter) => ({ dimension: meter.name, fraction: "carry", ...meter }))
      })
    )
    const products = decoded.flatMap((product) => (Result.isSuccess(product) ? [product.success] : []))
    const policy = { ...MeteringPolicy, ...input.policy }
    const problems = [
      ...decoded.flatMap((product, i) =>
        Result.isFailure(product) ? [`product ${input.products[i]?.code}: ${product.failure.message}`] : []
      ),
      ...repeated(products.map((product) => product.code)).map((code) => `product ${code} stands twice`),
      ...products.flatMap(meterProblems),
      ...policyProblems(policy)
    ]
    return problems.length > 0
      ? Result.fail(new CatalogueInvalid({ problems }))
      : Result.succeed(Catalogue.of(indexed(products, policy)))
  }

  /**
   * Provides a catalogue that has passed its checks.
   *
   * - **Errors**: `CatalogueInvalid` with every problem found.
   */
  static readonly layer = (input: CatalogueInput): Layer.Layer<Catalogue, CatalogueInvalid> =>
    Result.match(Catalogue.fromInput(input), {
      onFailure: (problem) => Layer.effect(Catalogue, problem),
      onSuccess: (catalogue) => Layer.succeed(Catalogue, catalogue)
    })
}

// A caller without types may hand in anything.
const isCatalogueInput = (input: CatalogueInput | undefined): input is CatalogueInput =>
  Array.isArray(input?.products) && input.products.every((product) => Array.isArray(product?.meters))

const decodeProduct = Schema.decodeUnknownResult(Product)

const indexed = (products: ReadonlyArray<Product>, policy: MeteringPolicy): Catalogue["Service"] => {
  const meters = new Map(
    products.map((product) => [product.code, new Map(product.meters.map((meter) => [meter.name, meter]))])
  )
  return {
    products,
    policy,
    meterOf: (productCode, meter) => meters.get(productCode)?.get(meter),
    hasMeter: (meter) => [...meters.values()].some((ofProduct) => ofProduct.has(meter))
  }
}

const meterProblems = (product: Product): ReadonlyArray<string> => [
  ...repeated(product.meters.map((meter) => meter.name)).map(
    (name) => `product ${product.code} has meter ${name} twice`
  ),
  ...repeated(product.meters.map((meter) => meter.dimension)).map(
    (dimension) =>
      `product ${product.code} has two meters for dimension ${dimension}, and AWS takes one record an hour`
  )
]

const policyProblems = (policy: MeteringPolicy): ReadonlyArray<string> => {
  const problems = Object.entries(policy).flatMap(([name, value]) => choiceProblem(name, value) ?? [])
  return problems.length > 0 ? problems : marginProblems(policy)
}

const choiceProblem = (name: string, value: unknown): string | undefined => {
  if (!Object.hasOwn(MeteringPolicy, name)) {
    return `${name} is not a choice of the policy; it has ${Object.keys(MeteringPolicy).join(", ")}`
  }
  if (name === "late") {
    return isLatePolicy(value) ? undefined : `late is not one of ${LatePolicy.literals.join(", ")}`
  }
  if (!Duration.isDuration(value)) return `${name} is not a Duration`
  if (!Duration.isFinite(value)) return `${name} is endless`
  return Duration.isNegative(value) ? `${name} is negative` : undefined
}

const isLatePolicy = Schema.is(LatePolicy)

const marginProblems = ({ safetyMargin, sendingTime }: MeteringPolicy): ReadonlyArray<string> => [
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, sendingTime)
    ? [
        "safetyMargin must be shorter than sendingTime, or records are sealed when it is too late to send them"
      ]
    : []),
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, MeteringLimits.gracePeriod)
    ? ["safetyMargin must be shorter than AWS's grace period, or the last hour of a month is never sent"]
    : [])
]

const repeated = (names: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i))
]

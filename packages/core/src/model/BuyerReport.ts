import { Schema } from "effect"
import { Allocation } from "./Allocation.ts"
import { Instant } from "./Instant.ts"
import { MeteringLimits } from "./MeteringLimits.ts"
import { Product } from "./Product.ts"

/**
 * What software in a buyer's account reports of one dimension and hour: of the instance, task, pod or runtime it runs in.
 *
 * - **Unit**: `quantity` in whole units of the dimension.
 * - **Shape**: the same bytes at every attempt. `clientToken` names the report for ever: sent again with the same content it is
 *   the same record, with another content it is refused. For AgentCore it is the only thing that AWS knows a report by.
 *   `allocations` are empty, or add up to the quantity.
 * - **Errors**: `BuyerReport.make` throws for what AWS would not take, such as a fraction.
 * - **Source**: AWS SDK 3.1138, MeterUsage, read 2026-11-21.
 *
 * **Example** (Three pages of an hour)
 *
 *     const report = BuyerReport.make({
 *       productCode: "4ml54db8vrmju",
 *       dimension: "pages",
 *       timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
 *       quantity: 3,
 *       allocations: [],
 *       clientToken: "pages-2026-03-10T11"
 *     })
 *
 *     report.quantity // => 3
 *     const fraction = Result.try(() => BuyerReport.make({ ...report, quantity: 1.5 }))
 *     Result.isFailure(fraction) // => true
 */
export class BuyerReport extends Schema.Class<BuyerReport>("BuyerReport")({
  productCode: Product.fields.code,
  dimension: Schema.NonEmptyString.check(Schema.isMaxLength(255)),
  timestamp: Instant.Schema,
  quantity: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: MeteringLimits.quantityMax })),
  allocations: Schema.Array(Allocation).check(Schema.isMaxLength(MeteringLimits.allocationsMax)),
  clientToken: Schema.NonEmptyString.check(Schema.isMaxLength(MeteringLimits.clientTokenMax))
}) {}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PayerPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_authorization_rules_payer_codes_site_number",
                schema: "intake",
                table: "authorization_rules");

            migrationBuilder.AddColumn<Guid>(
                name: "plan_id",
                schema: "intake",
                table: "patient_coverages",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plan",
                schema: "intake",
                table: "authorization_rules",
                type: "text",
                nullable: false,
                defaultValue: "*");

            migrationBuilder.CreateTable(
                name: "payer_plan_versions",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    @class = table.Column<string>(name: "class", type: "text", nullable: false),
                    needs_referral = table.Column<bool>(type: "boolean", nullable: true),
                    in_network = table.Column<bool>(type: "boolean", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    is_removed = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payer_plan_versions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payer_plans",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    @class = table.Column<string>(name: "class", type: "text", nullable: false),
                    needs_referral = table.Column<bool>(type: "boolean", nullable: true),
                    in_network = table.Column<bool>(type: "boolean", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payer_plans", x => x.id);
                    table.CheckConstraint("payer_plans_class_is_known", "class IN ('', 'commercial', 'medicare', 'medicaid', 'workers-comp', 'auto', 'self-pay')");
                    table.CheckConstraint("payer_plans_kind_is_known", "kind IN ('hmo', 'ppo', 'pos', 'epo', 'medicare-advantage', 'medicaid-managed', 'workers-comp', 'auto', 'other')");
                    table.ForeignKey(
                        name: "fk_payer_plans_payers_payer_id",
                        column: x => x.payer_id,
                        principalSchema: "intake",
                        principalTable: "payers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_patient_coverages_payer_id1",
                schema: "intake",
                table: "patient_coverages",
                column: "payer_id",
                filter: "plan_id IS NULL AND plan <> ''");

            migrationBuilder.CreateIndex(
                name: "ix_patient_coverages_plan_id",
                schema: "intake",
                table: "patient_coverages",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_authorization_rules_payer_plan_codes_site_number",
                schema: "intake",
                table: "authorization_rules",
                columns: new[] { "payer", "plan", "codes", "site", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payer_plan_versions_plan_id_number",
                schema: "intake",
                table: "payer_plan_versions",
                columns: new[] { "plan_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payer_plans_payer_id_name_key",
                schema: "intake",
                table: "payer_plans",
                columns: new[] { "payer_id", "name_key" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_patient_coverages_payer_plans_plan_id",
                schema: "intake",
                table: "patient_coverages",
                column: "plan_id",
                principalSchema: "intake",
                principalTable: "payer_plans",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_patient_coverages_payer_plans_plan_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropTable(
                name: "payer_plan_versions",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "payer_plans",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_patient_coverages_payer_id1",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropIndex(
                name: "ix_patient_coverages_plan_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropIndex(
                name: "ix_authorization_rules_payer_plan_codes_site_number",
                schema: "intake",
                table: "authorization_rules");

            migrationBuilder.DropColumn(
                name: "plan_id",
                schema: "intake",
                table: "patient_coverages");

            migrationBuilder.DropColumn(
                name: "plan",
                schema: "intake",
                table: "authorization_rules");

            migrationBuilder.CreateIndex(
                name: "ix_authorization_rules_payer_codes_site_number",
                schema: "intake",
                table: "authorization_rules",
                columns: new[] { "payer", "codes", "site", "number" },
                unique: true);
        }
    }
}

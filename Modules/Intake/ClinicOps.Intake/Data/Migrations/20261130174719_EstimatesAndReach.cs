using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class EstimatesAndReach : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Whether reminders may be e-mailed, as it was said until now, is whether e-mail is wanted.
            migrationBuilder.RenameColumn(
                name: "may_mail_reminders",
                schema: "intake",
                table: "contact_preferences",
                newName: "email");

            migrationBuilder.AlterColumn<bool>(
                name: "email",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: true,
                oldClrType: typeof(bool),
                oldType: "boolean");

            migrationBuilder.DropCheckConstraint(
                name: "visit_payer_cases_owes_nothing_is_known",
                schema: "intake",
                table: "visit_payer_cases");

            migrationBuilder.DropCheckConstraint(
                name: "money_papers_kind_is_known",
                schema: "intake",
                table: "money_papers");

            migrationBuilder.AddColumn<string>(
                name: "owes_why",
                schema: "intake",
                table: "visit_payer_cases",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "intake",
                table: "patient_phones",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "note",
                schema: "intake",
                table: "patient_phones",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "best_time",
                schema: "intake",
                table: "contact_preferences",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "phone",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "post",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferred",
                schema: "intake",
                table: "contact_preferences",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "text",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "voicemail",
                schema: "intake",
                table: "contact_preferences",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "drawer_corrections",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    cents = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drawer_corrections", x => x.id);
                    table.CheckConstraint("drawer_corrections_are_of_something_and_say_why", "cents <> 0 AND reason <> ''");
                    table.CheckConstraint("drawer_corrections_method_is_known", "method IN ('cash', 'check', 'card', 'other')");
                    table.ForeignKey(
                        name: "fk_drawer_corrections_drawer_closings_session_id",
                        column: x => x.session_id,
                        principalSchema: "intake",
                        principalTable: "drawer_closings",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "estimates",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    total_cents = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false),
                    pdf_hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimates", x => x.id);
                    table.CheckConstraint("estimates_are_of_something", "total_cents > 0");
                    table.CheckConstraint("estimates_days_are_in_order", "first_day <= last_day AND made_on <= valid_to");
                    table.ForeignKey(
                        name: "fk_estimates_patients_patient_id",
                        column: x => x.patient_id,
                        principalSchema: "intake",
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_type_dues",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    owes_nothing = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_type_dues", x => x.id);
                    table.CheckConstraint("visit_type_dues_owes_nothing_is_known", "owes_nothing IN ('', 'preventive', 'global-period', 'qmb', 'workers-comp', 'nurse', 'vaccination', 'no-charge')");
                });

            migrationBuilder.CreateTable(
                name: "estimate_givings",
                schema: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    given_on = table.Column<DateOnly>(type: "date", nullable: false),
                    way = table.Column<string>(type: "text", nullable: false),
                    whom = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimate_givings", x => x.id);
                    table.CheckConstraint("estimate_givings_way_is_known", "way IN ('in-person', 'mail', 'e-mail', 'fax')");
                    table.ForeignKey(
                        name: "fk_estimate_givings_estimates_estimate_id",
                        column: x => x.estimate_id,
                        principalSchema: "intake",
                        principalTable: "estimates",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "visit_payer_cases_owes_nothing_is_known",
                schema: "intake",
                table: "visit_payer_cases",
                sql: "owes_nothing IN ('', 'as-payer-says', 'preventive', 'global-period', 'qmb', 'workers-comp', 'nurse', 'vaccination', 'no-charge')");

            migrationBuilder.AddCheckConstraint(
                name: "patient_phones_kind_is_known",
                schema: "intake",
                table: "patient_phones",
                sql: "kind IN ('', 'mobile', 'home', 'work', 'other')");

            migrationBuilder.AddCheckConstraint(
                name: "money_papers_kind_is_known",
                schema: "intake",
                table: "money_papers",
                sql: "kind IN ('receipt', 'day-sheet', 'correction')");

            migrationBuilder.AddCheckConstraint(
                name: "contact_preferences_preferred_is_known",
                schema: "intake",
                table: "contact_preferences",
                sql: "preferred IN ('', 'phone', 'e-mail', 'text', 'post')");

            migrationBuilder.AddCheckConstraint(
                name: "contact_preferences_voicemail_is_known",
                schema: "intake",
                table: "contact_preferences",
                sql: "voicemail IN ('', 'none', 'call-back', 'details')");

            migrationBuilder.CreateIndex(
                name: "ix_drawer_corrections_session_id_at",
                schema: "intake",
                table: "drawer_corrections",
                columns: new[] { "session_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_estimate_givings_estimate_id_at",
                schema: "intake",
                table: "estimate_givings",
                columns: new[] { "estimate_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_estimates_patient_id",
                schema: "intake",
                table: "estimates",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_estimates_visit_id_number",
                schema: "intake",
                table: "estimates",
                columns: new[] { "visit_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_visit_type_dues_visit_type_number",
                schema: "intake",
                table: "visit_type_dues",
                columns: new[] { "visit_type", "number" },
                unique: true);

            migrationBuilder.Sql("CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.drawer_corrections FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_money_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM intake.contact_preferences WHERE email IS NULL");

            migrationBuilder.AlterColumn<bool>(
                name: "email",
                schema: "intake",
                table: "contact_preferences",
                type: "boolean",
                nullable: false,
                oldClrType: typeof(bool),
                oldType: "boolean",
                oldNullable: true);

            migrationBuilder.RenameColumn(
                name: "email",
                schema: "intake",
                table: "contact_preferences",
                newName: "may_mail_reminders");

            migrationBuilder.DropTable(
                name: "drawer_corrections",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "estimate_givings",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "visit_type_dues",
                schema: "intake");

            migrationBuilder.DropTable(
                name: "estimates",
                schema: "intake");

            migrationBuilder.DropCheckConstraint(
                name: "visit_payer_cases_owes_nothing_is_known",
                schema: "intake",
                table: "visit_payer_cases");

            migrationBuilder.DropCheckConstraint(
                name: "patient_phones_kind_is_known",
                schema: "intake",
                table: "patient_phones");

            migrationBuilder.DropCheckConstraint(
                name: "money_papers_kind_is_known",
                schema: "intake",
                table: "money_papers");

            migrationBuilder.DropCheckConstraint(
                name: "contact_preferences_preferred_is_known",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropCheckConstraint(
                name: "contact_preferences_voicemail_is_known",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "owes_why",
                schema: "intake",
                table: "visit_payer_cases");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "intake",
                table: "patient_phones");

            migrationBuilder.DropColumn(
                name: "note",
                schema: "intake",
                table: "patient_phones");

            migrationBuilder.DropColumn(
                name: "best_time",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "phone",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "post",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "preferred",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "text",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.DropColumn(
                name: "voicemail",
                schema: "intake",
                table: "contact_preferences");

            migrationBuilder.AddCheckConstraint(
                name: "visit_payer_cases_owes_nothing_is_known",
                schema: "intake",
                table: "visit_payer_cases",
                sql: "owes_nothing IN ('', 'preventive', 'global-period', 'qmb', 'workers-comp')");

            migrationBuilder.AddCheckConstraint(
                name: "money_papers_kind_is_known",
                schema: "intake",
                table: "money_papers",
                sql: "kind IN ('receipt', 'day-sheet')");
        }
    }
}

using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Scheduling.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class SetUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "break_from",
                schema: "scheduling",
                table: "working_hours",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "break_until",
                schema: "scheduling",
                table: "working_hours",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_from",
                schema: "scheduling",
                table: "working_hours",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "valid_until",
                schema: "scheduling",
                table: "working_hours",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                schema: "scheduling",
                table: "working_exceptions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "buffer_after",
                schema: "scheduling",
                table: "visits",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "buffer_before",
                schema: "scheduling",
                table: "visits",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "lane",
                schema: "scheduling",
                table: "visits",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<Guid[]>(
                name: "resource_ids",
                schema: "scheduling",
                table: "visits",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<int[]>(
                name: "resource_lanes",
                schema: "scheduling",
                table: "visits",
                type: "integer[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<int>(
                name: "buffer_after",
                schema: "scheduling",
                table: "visit_types",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "buffer_before",
                schema: "scheduling",
                table: "visit_types",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "capacity",
                schema: "scheduling",
                table: "visit_types",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "for_whom",
                schema: "scheduling",
                table: "visit_types",
                type: "text",
                nullable: false,
                defaultValue: "anybody");

            migrationBuilder.AddColumn<string>(
                name: "instructions",
                schema: "scheduling",
                table: "visit_types",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "is_retired",
                schema: "scheduling",
                table: "visit_types",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<List<string>>(
                name: "serves",
                schema: "scheduling",
                table: "visit_types",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                schema: "scheduling",
                table: "visit_types",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.AddColumn<bool>(
                name: "needs_no_room",
                schema: "scheduling",
                table: "providers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "holds",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    buffer_before = table.Column<int>(type: "integer", nullable: false),
                    buffer_after = table.Column<int>(type: "integer", nullable: false),
                    lane = table.Column<int>(type: "integer", nullable: false),
                    resource_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    resource_lanes = table.Column<int[]>(type: "integer[]", nullable: false),
                    held_by = table.Column<Guid>(type: "uuid", nullable: true),
                    held_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holds", x => x.id);
                    table.CheckConstraint("holds_end_after_start", "ends_at > starts_at");
                    table.CheckConstraint("holds_have_lanes", "lane >= 1 AND buffer_before >= 0 AND buffer_after >= 0 AND cardinality(resource_ids) = cardinality(resource_lanes)");
                    table.ForeignKey(
                        name: "fk_holds_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_holds_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "holidays",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holidays", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "provider_capacities",
                schema: "scheduling",
                columns: table => new
                {
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_capacities", x => new { x.provider_id, x.visit_type_id });
                    table.CheckConstraint("provider_capacities_are_some", "capacity BETWEEN 1 AND 20");
                    table.ForeignKey(
                        name: "fk_provider_capacities_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_provider_capacities_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "resource_kinds",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_device = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resource_kinds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "setup_changes",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    part_id = table.Column<Guid>(type: "uuid", nullable: false),
                    before = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "taken_lanes",
                schema: "scheduling",
                columns: table => new
                {
                    taker_id = table.Column<Guid>(type: "uuid", nullable: false),
                    resource_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lane = table.Column<int>(type: "integer", nullable: false),
                    is_hold = table.Column<bool>(type: "boolean", nullable: false),
                    taken_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_taken_lanes", x => new { x.taker_id, x.resource_id });
                });

            migrationBuilder.CreateTable(
                name: "resources",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false),
                    is_closed = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resources", x => x.id);
                    table.CheckConstraint("resources_take_some", "capacity BETWEEN 1 AND 20");
                    table.ForeignKey(
                        name: "fk_resources_resource_kinds_kind_id",
                        column: x => x.kind_id,
                        principalSchema: "scheduling",
                        principalTable: "resource_kinds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_type_needs",
                schema: "scheduling",
                columns: table => new
                {
                    visit_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_type_needs", x => new { x.visit_type_id, x.kind_id });
                    table.ForeignKey(
                        name: "fk_visit_type_needs_resource_kinds_kind_id",
                        column: x => x.kind_id,
                        principalSchema: "scheduling",
                        principalTable: "resource_kinds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_visit_type_needs_visit_types_visit_type_id",
                        column: x => x.visit_type_id,
                        principalSchema: "scheduling",
                        principalTable: "visit_types",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "blocks",
                schema: "scheduling",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    resource_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: true),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blocks", x => x.id);
                    table.CheckConstraint("blocks_are_of_one", "num_nonnulls(provider_id, resource_id, location_id) = 1");
                    table.CheckConstraint("blocks_end_after_start", "ends_at > starts_at");
                    table.ForeignKey(
                        name: "fk_blocks_providers_provider_id",
                        column: x => x.provider_id,
                        principalSchema: "scheduling",
                        principalTable: "providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_blocks_resources_resource_id",
                        column: x => x.resource_id,
                        principalSchema: "scheduling",
                        principalTable: "resources",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "working_hours_have_their_break_inside",
                schema: "scheduling",
                table: "working_hours",
                sql: "(break_from IS NULL) = (break_until IS NULL) AND (break_from IS NULL OR (break_from >= from_minute AND break_until > break_from AND break_until <= until_minute))");

            migrationBuilder.AddCheckConstraint(
                name: "visits_have_lanes",
                schema: "scheduling",
                table: "visits",
                sql: "lane >= 1 AND buffer_before >= 0 AND buffer_after >= 0 AND cardinality(resource_ids) = cardinality(resource_lanes)");

            migrationBuilder.AddCheckConstraint(
                name: "visit_types_are_for_somebody",
                schema: "scheduling",
                table: "visit_types",
                sql: "for_whom IN ('anybody', 'new', 'established')");

            migrationBuilder.AddCheckConstraint(
                name: "visit_types_have_a_capacity",
                schema: "scheduling",
                table: "visit_types",
                sql: "capacity BETWEEN 1 AND 20");

            migrationBuilder.AddCheckConstraint(
                name: "visit_types_have_buffers",
                schema: "scheduling",
                table: "visit_types",
                sql: "buffer_before BETWEEN 0 AND 120 AND buffer_after BETWEEN 0 AND 120");

            migrationBuilder.CreateIndex(
                name: "ix_blocks_ends_at",
                schema: "scheduling",
                table: "blocks",
                column: "ends_at");

            migrationBuilder.CreateIndex(
                name: "ix_blocks_provider_id",
                schema: "scheduling",
                table: "blocks",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_blocks_resource_id",
                schema: "scheduling",
                table: "blocks",
                column: "resource_id");

            migrationBuilder.CreateIndex(
                name: "ix_holds_location_id_starts_at",
                schema: "scheduling",
                table: "holds",
                columns: new[] { "location_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_holds_provider_id",
                schema: "scheduling",
                table: "holds",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_holds_visit_type_id",
                schema: "scheduling",
                table: "holds",
                column: "visit_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_holidays_date",
                schema: "scheduling",
                table: "holidays",
                column: "date");

            migrationBuilder.CreateIndex(
                name: "ix_provider_capacities_visit_type_id",
                schema: "scheduling",
                table: "provider_capacities",
                column: "visit_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_resource_kinds_name",
                schema: "scheduling",
                table: "resource_kinds",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_resources_kind_id",
                schema: "scheduling",
                table: "resources",
                column: "kind_id");

            migrationBuilder.CreateIndex(
                name: "ix_resources_location_id_name",
                schema: "scheduling",
                table: "resources",
                columns: new[] { "location_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_setup_changes_part_id_at",
                schema: "scheduling",
                table: "setup_changes",
                columns: new[] { "part_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_taken_lanes_resource_id_taken_from",
                schema: "scheduling",
                table: "taken_lanes",
                columns: new[] { "resource_id", "taken_from" })
                .Annotation("Npgsql:IndexInclude", new[] { "lane", "taken_until", "taker_id" });

            migrationBuilder.CreateIndex(
                name: "ix_visit_type_needs_kind_id",
                schema: "scheduling",
                table: "visit_type_needs",
                column: "kind_id");

            KeepTakenLanes(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            LetGoOfTakenLanes(migrationBuilder);

            migrationBuilder.DropTable(
                name: "blocks",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "holds",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "holidays",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "provider_capacities",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "setup_changes",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "taken_lanes",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "visit_type_needs",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "resources",
                schema: "scheduling");

            migrationBuilder.DropTable(
                name: "resource_kinds",
                schema: "scheduling");

            migrationBuilder.DropCheckConstraint(
                name: "working_hours_have_their_break_inside",
                schema: "scheduling",
                table: "working_hours");

            migrationBuilder.DropCheckConstraint(
                name: "visits_have_lanes",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropCheckConstraint(
                name: "visit_types_are_for_somebody",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropCheckConstraint(
                name: "visit_types_have_a_capacity",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropCheckConstraint(
                name: "visit_types_have_buffers",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "break_from",
                schema: "scheduling",
                table: "working_hours");

            migrationBuilder.DropColumn(
                name: "break_until",
                schema: "scheduling",
                table: "working_hours");

            migrationBuilder.DropColumn(
                name: "valid_from",
                schema: "scheduling",
                table: "working_hours");

            migrationBuilder.DropColumn(
                name: "valid_until",
                schema: "scheduling",
                table: "working_hours");

            migrationBuilder.DropColumn(
                name: "reason",
                schema: "scheduling",
                table: "working_exceptions");

            migrationBuilder.DropColumn(
                name: "buffer_after",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "buffer_before",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "lane",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "resource_ids",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "resource_lanes",
                schema: "scheduling",
                table: "visits");

            migrationBuilder.DropColumn(
                name: "buffer_after",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "buffer_before",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "capacity",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "for_whom",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "instructions",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "is_retired",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "serves",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "xmin",
                schema: "scheduling",
                table: "visit_types");

            migrationBuilder.DropColumn(
                name: "needs_no_room",
                schema: "scheduling",
                table: "providers");
        }

        /// <summary>Raw SQL: the rules of the database itself, and what was booked before them, each in its provider's first lane.</summary>
        private static void KeepTakenLanes(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE scheduling.visits DROP CONSTRAINT visits_do_not_overlap");
            migrationBuilder.Sql(
                """
                ALTER TABLE scheduling.taken_lanes ADD CONSTRAINT taken_lanes_do_not_overlap
                EXCLUDE USING gist (resource_id WITH =, lane WITH =, tstzrange(taken_from, taken_until) WITH &&);

                INSERT INTO scheduling.taken_lanes (taker_id, resource_id, lane, is_hold, taken_from, taken_until)
                SELECT id, provider_id, 1, false, starts_at, ends_at FROM scheduling.visits WHERE state <> 'cancelled';

                -- A visit that is not cancelled, and a hold, take their lanes; whoever writes them, by whatever statement.
                CREATE FUNCTION scheduling.keep_taken_lanes() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE
                    stands boolean := TG_OP <> 'DELETE' AND coalesce(to_jsonb(NEW) ->> 'state', '') <> 'cancelled';
                    allowed int;
                BEGIN
                    IF TG_OP = 'UPDATE' AND stands AND coalesce(to_jsonb(OLD) ->> 'state', '') <> 'cancelled'
                        AND (NEW.id, NEW.provider_id, NEW.location_id, NEW.visit_type_id, NEW.starts_at, NEW.ends_at, NEW.buffer_before, NEW.buffer_after, NEW.lane, NEW.resource_ids, NEW.resource_lanes)
                            IS NOT DISTINCT FROM
                            (OLD.id, OLD.provider_id, OLD.location_id, OLD.visit_type_id, OLD.starts_at, OLD.ends_at, OLD.buffer_before, OLD.buffer_after, OLD.lane, OLD.resource_ids, OLD.resource_lanes) THEN
                        RETURN NULL;
                    END IF;
                    IF TG_OP <> 'INSERT' THEN
                        DELETE FROM scheduling.taken_lanes WHERE taker_id = OLD.id;
                    END IF;
                    IF NOT stands THEN
                        RETURN NULL;
                    END IF;
                    IF NEW.lane > 1 THEN
                        allowed := coalesce(
                            (SELECT c.capacity FROM scheduling.provider_capacities c WHERE c.provider_id = NEW.provider_id AND c.visit_type_id = NEW.visit_type_id),
                            (SELECT t.capacity FROM scheduling.visit_types t WHERE t.id = NEW.visit_type_id), 1);
                        IF NEW.lane > allowed THEN
                            RAISE EXCEPTION 'lane % of a provider is above the capacity of %', NEW.lane, allowed
                                USING ERRCODE = 'check_violation', SCHEMA = 'scheduling', TABLE = 'taken_lanes', CONSTRAINT = 'taken_lanes_keep_to_capacity';
                        END IF;
                    END IF;
                    IF EXISTS (SELECT 1 FROM unnest(NEW.resource_ids, NEW.resource_lanes) AS w (id, lane) LEFT JOIN scheduling.resources r ON r.id = w.id
                               WHERE r.id IS NULL OR r.location_id <> NEW.location_id OR w.lane NOT BETWEEN 1 AND r.capacity) THEN
                        RAISE EXCEPTION 'a lane of a room or device is above its capacity, or it is not one of the location'
                            USING ERRCODE = 'check_violation', SCHEMA = 'scheduling', TABLE = 'taken_lanes', CONSTRAINT = 'taken_lanes_keep_to_capacity';
                    END IF;
                    INSERT INTO scheduling.taken_lanes (taker_id, resource_id, lane, is_hold, taken_from, taken_until)
                    SELECT NEW.id, w.id, w.lane, TG_TABLE_NAME = 'holds', NEW.starts_at - make_interval(mins => NEW.buffer_before), NEW.ends_at + make_interval(mins => NEW.buffer_after)
                    FROM (SELECT NEW.provider_id AS id, NEW.lane AS lane UNION ALL SELECT * FROM unnest(NEW.resource_ids, NEW.resource_lanes)) AS w
                    ORDER BY w.id;
                    RETURN NULL;
                END $$;

                CREATE TRIGGER keep_taken_lanes AFTER INSERT OR UPDATE OR DELETE ON scheduling.visits FOR EACH ROW EXECUTE FUNCTION scheduling.keep_taken_lanes();
                CREATE TRIGGER keep_taken_lanes AFTER INSERT OR UPDATE OR DELETE ON scheduling.holds FOR EACH ROW EXECUTE FUNCTION scheduling.keep_taken_lanes();
                """);
        }

        /// <summary>Fails where visits stand double-booked: they could not before.</summary>
        private static void LetGoOfTakenLanes(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER keep_taken_lanes ON scheduling.visits;
            DROP TRIGGER keep_taken_lanes ON scheduling.holds;
            DROP FUNCTION scheduling.keep_taken_lanes();
            ALTER TABLE scheduling.visits ADD CONSTRAINT visits_do_not_overlap
            EXCLUDE USING gist (provider_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'cancelled');
            """);
    }
}

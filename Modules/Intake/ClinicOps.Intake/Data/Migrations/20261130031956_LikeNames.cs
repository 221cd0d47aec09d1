using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Intake.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class LikeNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_patient_names_last_key_likeness",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.DropIndex(
                name: "ix_patient_names_last_sounds",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.AddColumn<List<string>>(
                name: "starts",
                schema: "intake",
                table: "patient_names",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "last_names",
                schema: "intake",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_last_names", x => x.key);
                });

            migrationBuilder.CreateIndex(
                name: "ix_last_names_key_likeness",
                schema: "intake",
                table: "last_names",
                column: "key")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            KeepLastNames(migrationBuilder);

            // After the rows are filled in, which takes a tenth of the time.
            migrationBuilder.CreateIndex(
                name: "ix_patient_names_starts",
                schema: "intake",
                table: "patient_names",
                column: "starts")
                .Annotation("Npgsql:IndexMethod", "gin");
        }

        /// <summary>
        /// Fills in what the names of today give, and keeps the list of last names by a trigger: whoever writes names cannot forget it.
        /// </summary>
        private static void KeepLastNames(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            UPDATE intake.patient_names SET starts = ARRAY(SELECT sound || '|' || left(first_key, 1) FROM unnest(last_sounds) AS sound) || ARRAY['=' || last_key || '|' || left(first_key, 1)];
            ALTER TABLE intake.patient_names ALTER COLUMN starts DROP DEFAULT;
            INSERT INTO intake.last_names SELECT DISTINCT last_key FROM intake.patient_names;
            CREATE FUNCTION intake.keep_last_names() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO intake.last_names SELECT DISTINCT last_key FROM added WHERE NOT EXISTS (SELECT FROM intake.last_names l WHERE l.key = added.last_key) ORDER BY 1 ON CONFLICT DO NOTHING;
                RETURN NULL;
            END $$;
            CREATE TRIGGER names_keep_last_names AFTER INSERT ON intake.patient_names REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION intake.keep_last_names();
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER names_keep_last_names ON intake.patient_names; DROP FUNCTION intake.keep_last_names();");
            migrationBuilder.DropTable(
                name: "last_names",
                schema: "intake");

            migrationBuilder.DropIndex(
                name: "ix_patient_names_starts",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.DropColumn(
                name: "starts",
                schema: "intake",
                table: "patient_names");

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_key_likeness",
                schema: "intake",
                table: "patient_names",
                column: "last_key")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_patient_names_last_sounds",
                schema: "intake",
                table: "patient_names",
                column: "last_sounds")
                .Annotation("Npgsql:IndexMethod", "gin");
        }
    }
}

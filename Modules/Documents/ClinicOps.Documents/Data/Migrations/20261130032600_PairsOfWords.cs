using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Documents.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class PairsOfWords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_document_texts_received_at", schema: "documents", table: "document_texts");
            migrationBuilder.DropIndex(name: "ix_document_texts_words", schema: "documents", table: "document_texts");
            IndexWordsAndPairs(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP INDEX documents.ix_document_texts_words;
            DROP FUNCTION documents.pairs_of(tsvector);
            CREATE INDEX ix_document_texts_words ON documents.document_texts USING gin (words) WITH (fastupdate = off);
            CREATE INDEX ix_document_texts_received_at ON documents.document_texts (received_at);
            """);

        /// <summary>
        /// Words, and which of them stand side by side, in one index, so that it answers both at once. Pairs are told apart as well as a million
        /// numbers can: whose pair has another's number is looked into in vain. They are not for the planner's statistics, which would make the
        /// pairs of every document again.
        /// </summary>
        private static void IndexWordsAndPairs(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE FUNCTION documents.pairs_of(words tsvector) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                WITH stands AS MATERIALIZED (SELECT hashtext(lexeme) & 1048575 AS word, unnest(positions) AS place FROM unnest(words))
                SELECT coalesce(array_agg((a.word * 31 + b.word) & 1048575), '{}') FROM stands a JOIN stands b ON b.place = a.place + 1
            $$;
            SET LOCAL maintenance_work_mem = '256MB';
            CREATE INDEX ix_document_texts_words ON documents.document_texts USING gin (words, documents.pairs_of(words)) WITH (fastupdate = off);
            ALTER INDEX documents.ix_document_texts_words ALTER COLUMN 2 SET STATISTICS 0;
            """);
    }
}

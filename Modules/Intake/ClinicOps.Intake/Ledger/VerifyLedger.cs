using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>Money adds up: no more given back than was paid, no more used than was held, closings as the lines say; every moving of money has its paper, unchanged.</summary>
internal sealed class VerifyLedger(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        [.. await OverReversed(stopping), .. await OverUsed(stopping), .. await Miscounted(stopping), .. await WithoutPaper(stopping), .. await CheckBlobs.Problems(blobs, await db.MoneyPaperFiles.Select(file => file.BlobHash).ToListAsync(stopping), stopping)];

    private async Task<IEnumerable<string>> OverReversed(CancellationToken stopping) =>
        (await db.Database.SqlQuery<Guid>(
            $"""
            SELECT paid.id AS "Value" FROM ledger_entries paid JOIN ledger_entries back ON back.reverses_entry_id = paid.id
            LEFT JOIN ledger_entries undone ON undone.reverses_entry_id = back.id
            WHERE paid.kind IN ('payment', 'prepayment') GROUP BY paid.id, paid.cents HAVING sum(back.cents + coalesce(undone.cents, 0)) > -paid.cents
            """).ToListAsync(stopping)).Select(id => $"More was given back of the ledger entry {id} than was paid.");

    private async Task<IEnumerable<string>> OverUsed(CancellationToken stopping) =>
        (await db.Database.SqlQuery<Guid>(
            $"""
            SELECT coalesce(p.merged_into_id, p.id) AS "Value" FROM ledger_entries e JOIN patients p ON p.id = e.patient_id WHERE e.counts_as IN ('prepayment', 'applied')
            GROUP BY 1 HAVING sum(CASE e.counts_as WHEN 'applied' THEN e.cents ELSE -e.cents END) < 0
            """).ToListAsync(stopping)).Select(id => $"More was used of the prepayments of patient {id} than was held.");

    private async Task<IEnumerable<string>> Miscounted(CancellationToken stopping) =>
        (await db.Database.SqlQuery<Guid>(
            $"""
            SELECT c.session_id AS "Value" FROM drawer_closings c JOIN drawer_sessions s ON s.id = c.session_id LEFT JOIN ledger_entries e ON e.session_id = s.id
            GROUP BY c.session_id, s.float_cents, c.cash_expected, c.check_expected, c.card_expected, c.other_expected
            HAVING s.float_cents - coalesce(sum(e.cents), 0) <> c.cash_expected + c.check_expected + c.card_expected + c.other_expected
            """).ToListAsync(stopping)).Select(id => $"The drawer session {id} was closed with another sum than its lines have.");

    private async Task<IEnumerable<string>> WithoutPaper(CancellationToken stopping) =>
        (await db.Database.SqlQuery<Guid>(
            $"""
            SELECT e.id AS "Value" FROM ledger_entries e WHERE e.kind IN ('payment', 'prepayment', 'refund') AND NOT EXISTS (SELECT FROM money_papers p WHERE p.id = e.id)
            UNION ALL SELECT c.session_id FROM drawer_closings c WHERE NOT EXISTS (SELECT FROM money_papers p WHERE p.id = c.session_id)
            UNION ALL SELECT c.id FROM drawer_corrections c WHERE NOT EXISTS (SELECT FROM money_papers p WHERE p.id = c.id)
            """).ToListAsync(stopping)).Select(id => $"There is no receipt or sheet of {id}.");
}

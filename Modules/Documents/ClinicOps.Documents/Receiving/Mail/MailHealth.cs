using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>Writes down how it goes with an account: when it last was well, since when it is not, and why.</summary>
internal sealed class MailHealth(DocumentsDb db, TimeProvider clock)
{
    /// <summary>A success is written down once a minute, a failure and the first success after one at once.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    public async Task Succeeded(Guid accountId, CancellationToken stopping)
    {
        var (now, recently) = (clock.GetUtcNow(), clock.GetUtcNow() - Often);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO mail_account_health AS h (account_id, last_success_at) VALUES ({accountId}, {now})
            ON CONFLICT (account_id) DO UPDATE SET last_success_at = excluded.last_success_at, failing_since = NULL, failure = NULL
            WHERE h.failing_since IS NOT NULL OR h.last_success_at IS NULL OR h.last_success_at < {recently}
            """,
            stopping);
    }

    public async Task Failed(Guid accountId, MailFailure failure, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO mail_account_health AS h (account_id, failing_since, last_failure_at, failure) VALUES ({accountId}, {now}, {now}, {failure.ToString()})
            ON CONFLICT (account_id) DO UPDATE SET failing_since = coalesce(h.failing_since, excluded.failing_since), last_failure_at = excluded.last_failure_at, failure = excluded.failure
            """,
            stopping);
    }
}

using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>No mailbox that is to be read has been failing for longer than a hiccup.</summary>
internal sealed class MailboxesAreRead(DocumentsDb db, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Hiccup = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            var before = clock.GetUtcNow() - Hiccup;
            var failing = await db.MailAccountHealth
                .CountAsync(health => health.FailingSince < before && db.MailAccounts.Any(account => account.Id == health.AccountId && account.Enabled), cancellationToken);
            var mailboxes = failing == 1 ? "1 mailbox" : $"{failing} mailboxes";
            return failing == 0
                ? HealthCheckResult.Healthy()
                : Trouble.Limps(
                    $"{mailboxes} could not be read for more than five minutes. Settings, Inboxes says which and why; reading goes on by itself as soon as it can.",
                    $"E-mail is late: {mailboxes} cannot be read at the moment. What was sent waits on the mail server, and comes in when it answers again.");
        });
}

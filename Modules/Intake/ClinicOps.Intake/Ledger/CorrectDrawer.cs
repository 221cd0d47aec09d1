using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

internal abstract record DrawerCorrected
{
    private DrawerCorrected()
    {
    }

    /// <param name="DifferenceCents">Of the drawer with everything that was corrected.</param>
    public sealed record Done(long DifferenceCents) : DrawerCorrected;

    public sealed record NotUnderstood(string Why) : DrawerCorrected;

    /// <summary>There is no such drawer in sight, or it is still open: then it is counted, not corrected.</summary>
    public sealed record Unknown : DrawerCorrected;
}

/// <summary>
/// Says later that a closed drawer was counted wrong: money found, a check left out. The closing and its sheet stay as they were, and the correction stands beside
/// them with its reason and a sheet of its own. What the ledger says is not touched: a payment that was wrong is refunded from an open drawer.
/// </summary>
internal sealed class CorrectDrawer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, OpenAccount accounts, WritePaper papers, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="cents">What is there besides what was counted; negative for what is not there.</param>
    public async Task<DrawerCorrected> Run(Guid id, Guid sessionId, string method, int? cents, string reason, CancellationToken stopping)
    {
        if (Problem(method, cents, reason) is { } problem)
        {
            return new DrawerCorrected.NotUnderstood(problem);
        }

        var house = await papers.House(stopping);
        return await transaction.Run<DrawerCorrected>(
            async effects =>
            {
                await accounts.HoldSessionAlone(sessionId, stopping);
                if (await db.DrawerSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, stopping) is not { } session || !actor.SeesLocation(session.LocationId)
                    || await db.DrawerClosings.AsNoTracking().SingleOrDefaultAsync(c => c.SessionId == sessionId, stopping) is not { } closing)
                {
                    return new DrawerCorrected.Unknown();
                }

                var before = await db.DrawerCorrections.AsNoTracking().Where(c => c.SessionId == sessionId).ToListAsync(stopping);
                if (before.Find(c => c.Id == id) is { } there)
                {
                    return (there.Method, there.Cents, there.Reason) == (method, cents!.Value, reason)
                        ? new DrawerCorrected.Done(Difference(closing, before))
                        : new DrawerCorrected.NotUnderstood("This form was used before with other values. Nothing was done: open the page anew.");
                }

                var correction = new DrawerCorrection { Id = id, SessionId = sessionId, Method = method, Cents = cents!.Value, Reason = reason, At = clock.GetUtcNow(), By = actor.UserId };
                db.DrawerCorrections.Add(correction);
                effects.Audit(new AuditEntry("drawer.corrected", "drawer-session", sessionId, LocationId: session.LocationId));
                await papers.Correction(session, closing, before, correction, house, stopping);
                return new DrawerCorrected.Done(Difference(closing, [.. before, correction]));
            },
            stopping);
    }

    /// <summary>Of all that was counted, with what was corrected since.</summary>
    public static long Difference(DrawerClosing closing, IEnumerable<DrawerCorrection> corrections) => closing.DifferenceCents + corrections.Sum(correction => (long)correction.Cents);

    private static string? Problem(string method, int? cents, string reason) => cents switch
    {
        _ when !PaymentMethods.All.Contains(method) => "Choose what was counted wrong.",
        null or 0 => "Type by how much the count was wrong: 5.00 for money that is there besides, -5.00 for money that is not.",
        _ when reason.Length == 0 => "Say why it is corrected.",
        _ => WriteLedger.ProblemOf(reason),
    };
}

using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>What was counted.</summary>
/// <param name="Shown">What the page said must be there, when it was counted.</param>
/// <param name="Denominations">See <see cref="DrawerClosing.Denominations"/>.</param>
internal sealed record Count(Guid SessionId, ByMethod Counted, ByMethod Shown, string Denominations, string Reason);

/// <summary>Closes a drawer for good: what was counted, what the ledger says, and why they differ where they do. It takes no line afterwards.</summary>
internal sealed class CloseDrawer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, OpenAccount accounts, DrawerSums sums, WritePaper papers, CurrentActor actor, TimeProvider clock)
{
    public async Task<DrawerShut> Run(Count count, CancellationToken stopping)
    {
        if (WriteLedger.ProblemOf(count.Reason) is { } problem)
        {
            return new DrawerShut.NotUnderstood(problem);
        }

        var house = await papers.House(stopping);
        return await transaction.Run<DrawerShut>(
            async effects =>
            {
                await accounts.HoldSessionAlone(count.SessionId, stopping);
                if (await db.DrawerSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == count.SessionId, stopping) is not { } session || !actor.SeesLocation(session.LocationId))
                {
                    return new DrawerShut.Unknown();
                }

                if (await db.DrawerClosings.AsNoTracking().SingleOrDefaultAsync(c => c.SessionId == count.SessionId, stopping) is { } there)
                {
                    return IsSame(count, there) ? new DrawerShut.Done(there) : new DrawerShut.ShutAlready(there);
                }

                var expected = await sums.Of(session, stopping);
                if (expected != count.Shown)
                {
                    return new DrawerShut.Changed(expected);
                }

                if (count.Counted != expected && count.Reason.Length == 0)
                {
                    return new DrawerShut.Differs(expected);
                }

                var closing = Closing(count, expected);
                db.DrawerClosings.Add(closing);
                effects.Audit(new AuditEntry("drawer.closed", "drawer-session", session.Id, LocationId: session.LocationId));
                await papers.DaySheet(session, closing, house, stopping);
                return new DrawerShut.Done(closing);
            },
            stopping);
    }

    private DrawerClosing Closing(Count count, ByMethod expected) => new()
    {
        SessionId = count.SessionId,
        CashExpected = expected.Cash,
        CashCounted = count.Counted.Cash,
        CheckExpected = expected.Check,
        CheckCounted = count.Counted.Check,
        CardExpected = expected.Card,
        CardCounted = count.Counted.Card,
        OtherExpected = expected.Other,
        OtherCounted = count.Counted.Other,
        Denominations = count.Denominations,
        Reason = count.Counted == expected ? "" : count.Reason,
        At = clock.GetUtcNow(),
        By = actor.UserId,
    };

    private static bool IsSame(Count count, DrawerClosing there) =>
        count.Counted == new ByMethod(there.CashCounted, there.CheckCounted, there.CardCounted, there.OtherCounted) && (count.Reason == there.Reason || !there.Differs);
}

internal abstract record DrawerShut
{
    private DrawerShut()
    {
    }

    public sealed record Done(DrawerClosing Closing) : DrawerShut;

    /// <summary>Somebody closed it with another count.</summary>
    public sealed record ShutAlready(DrawerClosing Closing) : DrawerShut;

    /// <summary>The count is another than the ledger says: a reason is wanted.</summary>
    public sealed record Differs(ByMethod Expected) : DrawerShut;

    /// <summary>Money moved since the page was shown.</summary>
    public sealed record Changed(ByMethod Expected) : DrawerShut;

    public sealed record NotUnderstood(string Why) : DrawerShut;

    public sealed record Unknown : DrawerShut;
}

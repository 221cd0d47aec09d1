using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>Says of a payer what the register does not: its id at the clearinghouse, how it is verified, whether this clinic is in its network, whether it wants a referral.</summary>
internal sealed class ChangePayer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public async Task<PayerChange> Run(Guid payerId, uint version, PayerSaid said, CancellationToken stopping)
    {
        if (said.WhatIsWrong() is { } wrong)
        {
            return new PayerChange.NotUnderstood(wrong);
        }

        try
        {
            return await transaction.Run(
                async Task<PayerChange> (effects) =>
                {
                    if (await db.Payers.SingleOrDefaultAsync(p => p.Id == payerId, stopping) is not { } payer)
                    {
                        return new PayerChange.Unknown();
                    }

                    if (payer.Version != version)
                    {
                        return new PayerChange.ChangedMeanwhile(payer.ChangedBy, payer.ChangedAt);
                    }

                    if (payer.Kind != said.Kind)
                    {
                        // The clocks of what it decides on go by its kind.
                        effects.Enqueue(new AuthorizationsToLookAt());
                    }

                    (payer.Kind, payer.ElectronicId, payer.VerifyBy, payer.HowTo) = (said.Kind, said.ElectronicId, said.VerifyBy, said.HowTo);
                    (payer.AnswersFutureDates, payer.InNetwork, payer.NeedsReferral) = (said.AnswersFutureDates, said.InNetwork, said.NeedsReferral);
                    (payer.ChangedAt, payer.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
                    effects.Audit(new AuditEntry("payer.changed", "payer", payerId));
                    return new PayerChange.Done();
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            var now = await db.Payers.AsNoTracking().SingleAsync(p => p.Id == payerId, stopping);
            return new PayerChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt);
        }
    }
}

internal sealed record PayerSaid(string Kind, string ElectronicId, string VerifyBy, string HowTo, bool AnswersFutureDates, bool? InNetwork, bool NeedsReferral = false)
{
    public string? WhatIsWrong() => this switch
    {
        _ when PayerKinds.All.All(known => known.Code != Kind) => "Choose what kind of payer it is.",
        _ when VerifyWays.All.All(known => known.Code != VerifyBy) => "Choose how it is verified.",
        _ when ElectronicId.Length > 80 || ElectronicId.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-') => "The payer id has letters, digits and hyphens only: write it as the clearinghouse lists it.",
        { HowTo.Length: > 200 } => "Write it shorter.",
        _ => null,
    };
}

internal abstract record PayerChange
{
    private PayerChange()
    {
    }

    public sealed record Done : PayerChange;

    public sealed record NotUnderstood(string Why) : PayerChange;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PayerChange;

    public sealed record Unknown : PayerChange;
}

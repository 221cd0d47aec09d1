using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Coverage;

/// <summary>The plans of a payer, added, changed, closed and undone: each change is a version that stays. Coverages that name a plan by its text have it from then on.</summary>
internal sealed class ChangePlans(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPlans know, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form for a new one: sent twice, it is added once.</param>
    /// <param name="version">Of the plan as the page showed it; null for a new one.</param>
    public async Task<PlanChange> Save(Guid id, Guid payerId, uint? version, PlanSaid said, CancellationToken stopping)
    {
        if (said.WhatIsWrong() is { } wrong)
        {
            return new PlanChange.NotUnderstood(wrong);
        }

        try
        {
            return await transaction.Run(effects => Save(id, payerId, version, said, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return await Overtaken(id, stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return new PlanChange.NotUnderstood("The payer has a plan of that name already: change that one.");
        }
    }

    /// <summary>What a version replaced is in force again, as a new version; that a plan was added is undone by taking it out, and coverages keep what is written there.</summary>
    /// <param name="versionId">Of the change that is undone.</param>
    /// <returns>Null where there is no such version.</returns>
    public async Task<PlanChange?> Undo(Guid versionId, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(
                async Task<PlanChange?> (effects) =>
                {
                    if (await db.PayerPlanVersions.AsNoTracking().SingleOrDefaultAsync(made => made.Id == versionId, stopping) is not { } made)
                    {
                        return null;
                    }

                    var plan = await db.PayerPlans.SingleOrDefaultAsync(known => known.Id == made.PlanId, stopping);
                    if (plan is null || plan.Number != made.Number)
                    {
                        return new PlanChange.ChangedMeanwhile(plan?.ChangedBy, plan?.ChangedAt ?? made.At);
                    }

                    var before = await db.PayerPlanVersions.AsNoTracking().SingleOrDefaultAsync(known => known.PlanId == made.PlanId && known.Number == made.Number - 1, stopping);
                    Write(plan, before is null ? PlanSaid.Of(plan) : PlanSaid.Of(before), effects, isRemoved: before is null);
                    if (before is null)
                    {
                        db.PayerPlans.Remove(plan);
                    }

                    return new PlanChange.Done(versionId, 0);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new PlanChange.ChangedMeanwhile(null, clock.GetUtcNow());
        }
    }

    private async Task<PlanChange> Save(Guid id, Guid payerId, uint? version, PlanSaid said, Effects effects, CancellationToken stopping)
    {
        var plan = await db.PayerPlans.SingleOrDefaultAsync(known => known.Id == id, stopping);
        if (plan is not null && version is null && PlanSaid.Of(plan) == said)
        {
            // Sent twice: it is so already.
            return new PlanChange.Done(await db.PayerPlanVersions.Where(known => known.PlanId == id && known.Number == plan.Number).Select(known => known.Id).SingleAsync(stopping), 0);
        }

        if (plan is not null && plan.Version != version)
        {
            return new PlanChange.ChangedMeanwhile(plan.ChangedBy, plan.ChangedAt);
        }

        if (plan is null && (version is not null || !await db.Payers.AnyAsync(payer => payer.Id == payerId, stopping)))
        {
            return new PlanChange.Unknown();
        }

        if (plan is not null)
        {
            return new PlanChange.Done(Write(plan, said, effects), 0);
        }

        plan = db.PayerPlans.Add(new PayerPlan { Id = id, PayerId = payerId, Name = said.Name, NameKey = PlanNames.Key(said.Name), Kind = said.Kind, Number = 0, ChangedAt = clock.GetUtcNow() }).Entity;
        var made = Write(plan, said, effects);
        await db.SaveChangesAsync(stopping);
        return new PlanChange.Done(made, await know.Run(null, stopping));
    }

    /// <returns>The id of the version.</returns>
    private Guid Write(PayerPlan plan, PlanSaid said, Effects effects, bool isRemoved = false)
    {
        (plan.Kind, plan.Class, plan.NeedsReferral, plan.InNetwork, plan.Notes, plan.IsActive) = (said.Kind, said.Class, said.NeedsReferral, said.InNetwork, said.Notes, said.IsActive);
        (plan.Number, plan.ChangedAt, plan.ChangedBy) = (plan.Number + 1, clock.GetUtcNow(), actor.UserId);
        var made = new PayerPlanVersion
        {
            Id = Guid.CreateVersion7(),
            PlanId = plan.Id,
            PayerId = plan.PayerId,
            Name = plan.Name,
            Number = plan.Number,
            Kind = plan.Kind,
            Class = plan.Class,
            NeedsReferral = plan.NeedsReferral,
            InNetwork = plan.InNetwork,
            Notes = plan.Notes,
            IsActive = plan.IsActive,
            IsRemoved = isRemoved,
            At = plan.ChangedAt,
            By = plan.ChangedBy,
        };
        db.PayerPlanVersions.Add(made);

        // The clocks of authorizations go by the kind of plan.
        effects.Enqueue(new AuthorizationsToLookAt());
        effects.Audit(new AuditEntry("payer-plan.changed", "payer-plan", plan.Id));
        return made.Id;
    }

    private async Task<PlanChange> Overtaken(Guid id, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return await db.PayerPlans.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) is { } now ? new PlanChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt) : new PlanChange.Unknown();
    }
}

/// <summary>A plan as a form says it.</summary>
/// <param name="Name">Of a plan that is there, its own.</param>
/// <param name="Class">Empty for that of its kind, or of the payer.</param>
/// <param name="NeedsReferral">Null where nobody knows: then what stands at the payer counts.</param>
internal sealed record PlanSaid(string Name, string Kind, string Class, bool? NeedsReferral, bool? InNetwork, string Notes, bool IsActive)
{
    public static PlanSaid Of(PayerPlan known) => new(known.Name, known.Kind, known.Class, known.NeedsReferral, known.InNetwork, known.Notes, known.IsActive);

    public static PlanSaid Of(PayerPlanVersion known) => new(known.Name, known.Kind, known.Class, known.NeedsReferral, known.InNetwork, known.Notes, known.IsActive);

    public string? WhatIsWrong() => this switch
    {
        _ when PlanNames.Key(Name).Length == 0 => "Name the plan, as on the card.",
        _ when Name.Length > ChangeCoverages.LongestText || Notes.Length > 500 => "Write it shorter.",
        _ when PlanKinds.All.All(known => known.Code != Kind) => "Choose what kind of plan it is.",
        { Class.Length: > 0 } when PayerKinds.All.All(known => known.Code != Class) => "Choose what its rules and clocks go by.",
        _ => null,
    };
}

internal abstract record PlanChange
{
    private PlanChange()
    {
    }

    /// <param name="VersionId">By which the change is undone.</param>
    /// <param name="Matched">Coverages that named it already, and have it now.</param>
    public sealed record Done(Guid VersionId, int Matched) : PlanChange;

    public sealed record NotUnderstood(string Why) : PlanChange;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PlanChange;

    public sealed record Unknown : PlanChange;
}

using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Estimates;

internal abstract record FeeChanged
{
    private FeeChanged()
    {
    }

    public sealed record Done : FeeChanged;

    public sealed record NotUnderstood(string Why) : FeeChanged;

    /// <summary>The page showed another charge, or none. Nothing was saved.</summary>
    /// <param name="Now">As it is now; null where the code has no usual charge.</param>
    /// <param name="Last">Who changed it last, where that is known.</param>
    public sealed record ChangedMeanwhile(MedicalCode? Now, FeeChange? Last) : FeeChanged;
}

/// <summary>
/// One line of the clinic's fees: what a procedure is called, and what it usually costs. The same list that coding a visit goes by; papers that were given out keep what stood on them.
/// Who was overtaken is told, and every change stays written.
/// </summary>
internal sealed class ChangeFee(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <param name="version">Of the line as the page showed it; 0 where it showed no charge of that code.</param>
    /// <param name="remove">The code has no usual charge any more; it stays a code.</param>
    public async Task<FeeChanged> Run(string? typedCode, uint version, string description, string? typedCharge, bool remove, CancellationToken stopping)
    {
        if (TypedCodes.Procedure(typedCode ?? "") is not { } code)
        {
            return new FeeChanged.NotUnderstood("Write a CPT or HCPCS code: five characters, like 99213 or G0463.");
        }

        if (!remove && description.Length is 0 or > MakeEstimate.LongestText)
        {
            return new FeeChanged.NotUnderstood("Say what the service is, as patients are to read it.");
        }

        if (!remove && Money.ProblemOfCharge(typedCharge) is { } problem)
        {
            return new FeeChanged.NotUnderstood(problem);
        }

        var cents = remove ? null : Money.Parse(typedCharge, Money.MostOfService);

        try
        {
            return await transaction.Run(effects => Change(code, version, description, cents, effects, stopping), stopping);
        }
        catch (DbUpdateException overtaken) when (overtaken is DbUpdateConcurrencyException || overtaken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await Overtaken(code, description, cents, stopping);
        }
    }

    /// <param name="cents">Null where the charge is taken out.</param>
    private async Task<FeeChanged> Change(string code, uint version, string description, int? cents, Effects effects, CancellationToken stopping)
    {
        var known = await db.MedicalCodes.SingleOrDefaultAsync(line => line.System == CodeSystems.Procedure && line.Code == code, stopping);
        if (known?.ChargeCents == cents && (cents is null || known!.Description == description))
        {
            // Sent twice: it is so already.
            return new FeeChanged.Done();
        }

        if ((known is { ChargeCents: not null } ? known.Version : 0) != version)
        {
            db.ChangeTracker.Clear();
            return await Overtaken(code, description, cents, stopping);
        }

        var (before, words) = (known?.ChargeCents, known?.Description ?? "");
        known ??= db.MedicalCodes.Add(new MedicalCode { System = CodeSystems.Procedure, Code = code, Description = description, ImportedAt = clock.GetUtcNow() }).Entity;
        (known.Description, known.ChargeCents) = (cents is null ? known.Description : description, cents);
        var change = new FeeChange { Id = Guid.CreateVersion7(), Code = code, FromCents = before, ToCents = cents, FromWords = words, ToWords = known.Description, At = clock.GetUtcNow(), By = actor.UserId };
        db.FeeChanges.Add(change);
        effects.Audit(new AuditEntry("fees.changed", "codes", change.Id));
        return new FeeChanged.Done();
    }

    private async Task<FeeChanged> Overtaken(string code, string description, int? cents, CancellationToken stopping)
    {
        var now = await db.MedicalCodes.AsNoTracking().SingleOrDefaultAsync(line => line.System == CodeSystems.Procedure && line.Code == code && line.ChargeCents != null, stopping);
        return now?.ChargeCents == cents && (now is null || now.Description == description)
            ? new FeeChanged.Done()
            : new FeeChanged.ChangedMeanwhile(now, await db.FeeChanges.AsNoTracking().Where(change => change.Code == code).OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefaultAsync(stopping));
    }
}

using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>A line of an account as pages show it.</summary>
/// <param name="At">On the wall clock of its location.</param>
/// <param name="Paper">Number of its receipt; null where it has none.</param>
internal sealed record AccountLine(LedgerEntry Entry, DateTimeOffset At, string? Paper, PatientAccount Account)
{
    /// <summary>Whether it is of a location of the acting user: elsewhere it is read, and nothing is done with it.</summary>
    public bool IsHere { get; init; } = true;

    public string What => Entry.Kind == LedgerKinds.Void ? $"Void of {LedgerKinds.InWords(Entry.CountsAs).ToLowerInvariant()}" : LedgerKinds.InWords(Entry.Kind);

    /// <summary>"Check 17": how it was paid.</summary>
    public string How => $"{PaymentMethods.InWords(Entry.Method)} {Entry.Reference}".Trim();

    public bool IsVoid => Account.IsVoid(Entry);

    public bool MayBeVoid => IsHere && Account.MayBeVoid(Entry);

    public bool MayBeRefunded => IsHere && Account.Refundable(Entry) > 0;
}

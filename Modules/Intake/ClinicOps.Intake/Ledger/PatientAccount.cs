using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>What the lines of a patient's account come to. Pure; all amounts in cents.</summary>
/// <param name="PatientId">The surviving record of those that were merged.</param>
/// <param name="Entries">All of the account, also those of records merged into it, in their order.</param>
internal sealed record PatientAccount(Guid PatientId, IReadOnlyList<LedgerEntry> Entries)
{
    /// <summary>What the patient owes; negative: the clinic has money of theirs. What moves from a prepayment to a visit changes nothing of it.</summary>
    public long Balance => Entries.Where(entry => entry.CountsAs != LedgerKinds.Applied).Sum(entry => (long)entry.Cents);

    /// <summary>Of prepayments, what is still held.</summary>
    public long Prepaid =>
        Entries.Where(entry => entry.CountsAs == LedgerKinds.Applied).Sum(entry => (long)entry.Cents) - Entries.Where(entry => entry.CountsAs == LedgerKinds.Prepayment).Sum(entry => (long)entry.Cents);

    /// <summary>What is open of a visit; negative where more was paid than is owed.</summary>
    public long Owed(Guid visitId) => Entries.Where(entry => entry.VisitId == visitId).Sum(entry => (long)entry.Cents);

    public LedgerEntry? Find(Guid id) => Entries.FirstOrDefault(entry => entry.Id == id);

    /// <summary>The co-pay that stands for a visit; null where none was entered, or it was made void.</summary>
    public LedgerEntry? ChargeOf(Guid visitId) => Entries.FirstOrDefault(entry => entry.Kind == LedgerKinds.Charge && entry.VisitId == visitId && !IsVoid(entry));

    public bool IsVoid(LedgerEntry entry) => Entries.Any(other => other.Kind == LedgerKinds.Void && other.ReversesEntryId == entry.Id);

    /// <summary>What can still be given back of a payment or prepayment; 0 for every other line.</summary>
    public long Refundable(LedgerEntry entry)
    {
        if (entry.Kind is not (LedgerKinds.Payment or LedgerKinds.Prepayment) || IsVoid(entry))
        {
            return 0;
        }

        var given = RefundsOf(entry).Sum(refund => (long)refund.Cents);
        var left = -entry.Cents - given;
        return entry.Kind == LedgerKinds.Prepayment ? Math.Min(left, Prepaid) : left;
    }

    /// <summary>Whether the line can be made void as far as the other lines are concerned.</summary>
    public bool MayBeVoid(LedgerEntry entry) =>
        entry.Kind != LedgerKinds.Void && !IsVoid(entry) && !RefundsOf(entry).Any() && (entry.Kind != LedgerKinds.Prepayment || -entry.Cents <= Prepaid);

    private IEnumerable<LedgerEntry> RefundsOf(LedgerEntry entry) => Entries.Where(other => other.Kind == LedgerKinds.Refund && other.ReversesEntryId == entry.Id && !IsVoid(other));
}

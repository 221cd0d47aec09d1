using System.Globalization;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What a form that takes money holds. Public setters for the model binder alone.</summary>
internal sealed class PaymentForm
{
    /// <summary>Made with the form: sent twice, it is taken once.</summary>
    public Guid EntryId { get; set; }

    /// <summary>Of the co-pay, where it is not in the ledger yet.</summary>
    public Guid ChargeId { get; set; }

    /// <summary>The co-pay that is to be corrected.</summary>
    public Guid WrongId { get; set; }

    public Guid SessionId { get; set; }

    /// <summary>The co-pay as shown, or as typed where coverage does not say it; empty where it is in the ledger.</summary>
    public string? CoPay { get; set; }

    public string? Evidence { get; set; }

    public string? Amount { get; set; }

    public string Method { get; set; } = PaymentMethods.Cash;

    /// <summary>A related person's id; empty for the patient.</summary>
    public string? PaidBy { get; set; }

    public string? Reference { get; set; }

    /// <summary>Cash as handed over; empty for exactly the amount.</summary>
    public string? Given { get; set; }

    /// <summary>Whether the visit is checked in with the payment.</summary>
    public bool CheckIn { get; set; }

    /// <summary>Why the fields are no payment; null when they are one.</summary>
    public string? Problem { get; private set; }

    public static PaymentForm For(DeskVisit row, IReadOnlyList<OpenedDrawer> drawers) => new()
    {
        EntryId = Guid.CreateVersion7(),
        ChargeId = Guid.CreateVersion7(),
        SessionId = drawers is [var drawer, ..] ? drawer.Session.Id : Guid.Empty,
        CoPay = row is { Charge: null, CoPayDue: > 0 and var due } ? Money.Field(due) : null,
        Evidence = row is { Charge: null, Coverage: CoPayAnswer.Owed } ? row.Evidence : null,
        Amount = row.CoPayDue is > 0 and var open ? Money.Field(open) : null,
        CheckIn = !row.IsCheckedIn,
    };

    /// <returns>Null when a field is not understood; see <see cref="Problem"/>.</returns>
    public Taking? Taking(DeskVisit row, CoPayAnswer says, DateTimeOffset start)
    {
        var visit = $"Visit of {start.ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)} with {row.Visit.ProviderName}";
        if (Read(row.Visit.OwnRecordId, row.Visit.Id) is not { } taking)
        {
            return null;
        }

        if (row.Charge is not null || string.IsNullOrWhiteSpace(CoPay))
        {
            return taking with { VisitInWords = visit };
        }

        return Charge(says) is { } charge ? taking with { VisitInWords = visit, Charge = charge } : null;
    }

    /// <summary>The co-pay alone.</summary>
    /// <returns>Null when it is not understood; see <see cref="Problem"/>.</returns>
    public CoPayCharge? Charge(CoPayAnswer says)
    {
        if (ChargeId == Guid.Empty || Money.Parse(CoPay, Money.MostOfVisit) is not { } coPay)
        {
            Problem = "Type the co-pay, like 30.00.";
            return null;
        }

        // The benefit is behind the co-pay only where it is what that says, word for word.
        var (evidence, benefit) = ((Evidence ?? "").Trim(), says is CoPayAnswer.Owed owed && owed.Cents == coPay && owed.Evidence == (Evidence ?? "").Trim() ? owed.BenefitId : (Guid?)null);
        return new CoPayCharge(ChargeId, coPay, evidence, benefit);
    }

    /// <summary>The same fields without a visit.</summary>
    public Taking? Prepayment(Guid patientId) => Read(patientId, null);

    private Taking? Read(Guid patientId, Guid? visitId)
    {
        var most = visitId is null ? Money.MostCents : Money.MostOfVisit;
        var given = string.IsNullOrWhiteSpace(Given) || Method != PaymentMethods.Cash ? null : Money.Parse(Given, most);
        Problem = this switch
        {
            { EntryId: var id } when id == Guid.Empty => "Open the page anew: this form is not whole.",
            { SessionId: var session } when session == Guid.Empty => "No drawer is open: open one on the page Day close first.",
            _ when Money.Parse(Amount, most) is null => "Type how much is paid, like 30.00.",
            _ when given is null && Method == PaymentMethods.Cash && !string.IsNullOrWhiteSpace(Given) => "Type how much cash was handed over, like 50.00.",
            _ => null,
        };
        return Problem is null ? new Taking(EntryId, patientId, visitId, SessionId, Money.Parse(Amount, most)!.Value, Method, Method == PaymentMethods.Cash ? "" : (Reference ?? "").Trim(), given) : null;
    }
}

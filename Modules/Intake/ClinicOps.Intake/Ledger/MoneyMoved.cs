using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>What became of a request to write to the ledger. Of all but <see cref="Done"/>, nothing was written.</summary>
internal abstract record MoneyMoved
{
    private MoneyMoved()
    {
    }

    /// <param name="WasSo">This very request was answered before: the line is that one.</param>
    public sealed record Done(LedgerEntry Entry, bool WasSo) : MoneyMoved;

    /// <param name="Why">A sentence for who typed it.</param>
    public sealed record NotUnderstood(string Why) : MoneyMoved;

    /// <summary>The form's id was used before, for something else.</summary>
    public sealed record OtherContent : MoneyMoved;

    /// <summary>The drawer was closed, or was never open to this user.</summary>
    public sealed record DrawerClosed : MoneyMoved;

    /// <param name="MostCents">What would be possible; may be 0.</param>
    public sealed record TooMuch(long MostCents) : MoneyMoved;

    /// <summary>Another co-pay stands for the visit.</summary>
    public sealed record ChargeStands(LedgerEntry Charge) : MoneyMoved;

    /// <summary>The line is void already, or is one itself, or money of it was given back or used.</summary>
    public sealed record NotVoidable : MoneyMoved;

    /// <summary>Money of another day is given back as a refund.</summary>
    public sealed record NotToday : MoneyMoved;

    /// <summary>The line was entered at a location that is not the user's.</summary>
    public sealed record Elsewhere : MoneyMoved;

    /// <summary>There is no such patient or line in sight.</summary>
    public sealed record Unknown : MoneyMoved;

    /// <summary>For the page: what is the matter, and what to do.</summary>
    public string Sentence => this switch
    {
        Done { WasSo: true } => "That was done already; nothing was changed.",
        Done => "Done.",
        NotUnderstood wrong => wrong.Why,
        OtherContent => "This form was used before with other values. Nothing was done: open the page anew and look at the account first.",
        DrawerClosed => "That drawer is closed. Nothing was done: choose one that is open, or open one on the page Day close.",
        TooMuch { MostCents: <= 0 } => "Nothing is left of it. Nothing was done: look at the account first.",
        TooMuch much => $"That is more than there is: {Money.Text(much.MostCents)} at most. Nothing was done.",
        ChargeStands standing => $"A co-pay of {Money.Text(standing.Charge.Cents)} stands for this visit already. Nothing was done: make it void first if it is wrong.",
        NotVoidable => "This line cannot be made void: it is void already, or money of it was given back or used. Look at the account first.",
        NotToday => "This money was taken on another day. Give it back as a refund.",
        Elsewhere => "This line was entered at another location. Nothing was done: who works there puts it right.",
        _ => "Nothing was done: there is no such record any more, or it is not in your sight. Go back to the list, and open it from there.",
    };
}

using ClinicOps.Intake.Ledger;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The co-pay at the desk: entered without a payment, taken back, put right, paid by a prepayment.</summary>
internal sealed partial class CheckInVisitModel
{
    /// <summary>Enters the co-pay without a payment: it is owed, and a prepayment may be used for it.</summary>
    public async Task<IActionResult> OnPostCharge(Guid id, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        var moved = Form.Charge(Row.Coverage) is { } wanted ? await charge.Run(wanted, Row.Visit.OwnRecordId, id, Row.Visit.LocationId, stopping) : new MoneyMoved.NotUnderstood(Form.Problem!);
        if (moved is not MoneyMoved.Done done)
        {
            return await Refused(id, moved.Sentence, stopping);
        }

        TempData["toast"] = $"{Money.Text(done.Entry.Cents)} is entered as the co-pay of this visit.";
        TempData["undo-url"] = $"/intake/check-in/visit/{id}?handler=Uncharge&entryId={done.Entry.Id}";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <summary>Takes back that the co-pay was entered, as long as nothing was paid on it.</summary>
    public async Task<IActionResult> OnPostUncharge(Guid id, [FromQuery] Guid entryId, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        TempData["toast"] = Row.Charge is { } standing && standing.Id == entryId && Row.Account.Owed(id) == standing.Cents
            && await makeVoid.Run(Guid.CreateVersion7(), entryId, "Taken back at check-in", stopping) is MoneyMoved.Done
            ? "Undone: the co-pay is void."
            : "Nothing was undone: something was paid on it, or it is void already.";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <summary>Puts the right co-pay in the place of the wrong one; nothing owed makes it void alone.</summary>
    public async Task<IActionResult> OnPostCorrect(Guid id, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        if (Form.ChargeId == Guid.Empty || Form.EntryId == Guid.Empty || Row.Charge?.Id != Form.WrongId)
        {
            return await Refused(id, "The co-pay was changed meanwhile. Nothing was done: look at it first.", stopping);
        }

        var moved = Money.Parse(Form.CoPay) == 0 ? await makeVoid.Run(Form.EntryId, Form.WrongId, (Form.Evidence ?? "").Trim(), stopping)
            : Form.Charge(Row.Coverage) is { } right ? await correct.Run(Form.EntryId, Form.WrongId, right, Row.Visit.OwnRecordId, id, stopping)
            : new MoneyMoved.NotUnderstood(Form.Problem!);
        if (moved is not MoneyMoved.Done)
        {
            return await Refused(id, moved.Sentence, stopping);
        }

        await Load(id, stopping);
        var left = Row.Account.Owed(id);
        TempData["toast"] = $"Corrected.{(left < 0 ? $" {Money.Text(-left)} more was paid than is owed: give it back as a refund, in the patient's account." : left > 0 ? $" {Money.Text(left)} is open." : "")}";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <param name="entryId">Made by the form.</param>
    public async Task<IActionResult> OnPostApply(Guid id, Guid entryId, string? amount, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        // The co-pay goes into the ledger with it, where it is not there yet.
        var entered = Row.Charge is null ? Form.Charge(Row.Coverage) : null;
        var moved = Row.Charge is null && entered is null
            ? new MoneyMoved.NotUnderstood(Form.Problem!)
            : await apply.Run(entryId, Row.Visit.OwnRecordId, id, Row.Visit.LocationId, Money.Parse(amount, Money.MostOfVisit) ?? 0, entered, stopping);
        if (moved is not MoneyMoved.Done done)
        {
            return await Refused(id, moved.Sentence, stopping);
        }

        TempData["toast"] = $"{Money.Text(-done.Entry.Cents)} of the prepayment is used for this visit.";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <returns>Null for who collects money, with the visit loaded.</returns>
    private async Task<IActionResult?> Stop(Guid id, CancellationToken stopping) => !await Load(id, stopping) ? NotFound() : MayCollect ? null : Forbid();
}

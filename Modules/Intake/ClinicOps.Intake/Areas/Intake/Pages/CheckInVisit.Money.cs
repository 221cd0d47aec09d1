using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients.People;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The money at the desk: what is taken, entered, corrected, or used of a prepayment.</summary>
internal sealed partial class CheckInVisitModel
{
    public async Task<IActionResult> OnPostPay(Guid id, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        var payer = Payers.FirstOrDefault(person => person.Id.ToString() == Form.PaidBy);
        if (payer is null && !string.IsNullOrEmpty(Form.PaidBy))
        {
            return await Refused(id, "Nothing was taken: choose who pays anew, since the related people were changed meanwhile.", stopping);
        }

        var paidBy = payer is null ? "" : $"{payer.Name} ({Relations.Words(payer.Relation).ToLowerInvariant()})";
        var moved = Form.Taking(Row, Row.Coverage, Start) is { } taking ? await collect.Run(taking with { PaidBy = paidBy }, stopping) : new MoneyMoved.NotUnderstood(Form.Problem!);
        if (moved is not MoneyMoved.Done done)
        {
            return await Refused(id, moved.Sentence, stopping);
        }

        var change = done.Entry.ChangeCents is > 0 and var back ? $" Give {Money.Text(back)} back." : "";
        TempData["toast"] = $"{(done.WasSo ? "It was taken already:" : "Taken:")} {Money.Text(-done.Entry.Cents)}.{change}";
        if (Form.CheckIn && await step.Run(id, Row.Steps?.ArrivedAt is null ? [CheckInSteps.Arrived, CheckInSteps.CheckedIn] : [CheckInSteps.CheckedIn], undo: false, stopping) is CheckInStep.Taken)
        {
            TempData["toast"] += " Checked in.";
        }

        return Redirect($"/intake/check-in/visit/{id}");
    }

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

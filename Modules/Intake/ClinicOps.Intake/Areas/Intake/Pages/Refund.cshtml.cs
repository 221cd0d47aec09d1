using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Gives money of a payment or prepayment back, with a reason and a receipt.</summary>
[Authorize(Policy = IntakeRights.RefundMoney)]
internal sealed class RefundModel(LoadAccount load, RefundPayment refund, ListDrawers drawers) : PageModel
{
    [BindProperty]
    public RefundForm Form { get; set; } = new();

    public AccountLine Line { get; private set; } = null!;

    public IReadOnlyList<OpenedDrawer> Drawers { get; private set; } = [];

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = new RefundForm
        {
            EntryId = Guid.CreateVersion7(),
            SessionId = Drawers is [var drawer, ..] ? drawer.Session.Id : Guid.Empty,
            Amount = Money.Field(Line.Account.Refundable(Line.Entry)),
            Method = Line.Entry.Method ?? PaymentMethods.Cash,
        };
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        ModelState.Clear();
        var refunding = new Refunding(
            Form.EntryId, id, Form.SessionId, Money.Parse(Form.Amount, Money.MostOfVisit) ?? 0, Form.Method, Form.Method == PaymentMethods.Cash ? "" : (Form.Reference ?? "").Trim(), (Form.Reason ?? "").Trim());
        switch (await refund.Run(refunding, stopping))
        {
            case MoneyMoved.Done done:
                TempData["toast"] = $"{Money.Text(done.Entry.Cents)} is given back. The receipt is in the account.";
                return Redirect($"/intake/patients/patient/{Line.Entry.PatientId}");
            case var refused:
                Refusal = refused.Sentence;
                return Page();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await load.Line(id, stopping) is not { } line)
        {
            return false;
        }

        (Line, Drawers) = (line, await drawers.Open(line.Entry.LocationId, stopping));
        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class RefundForm
{
    /// <summary>Made with the form: sent twice, it is given back once.</summary>
    public Guid EntryId { get; set; }

    public Guid SessionId { get; set; }

    public string? Amount { get; set; }

    public string Method { get; set; } = PaymentMethods.Cash;

    public string? Reference { get; set; }

    public string? Reason { get; set; }
}

using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>One visit at the desk: who it is, what is signed, what is owed and paid, how far it has come.</summary>
[Authorize(Policy = IntakeRights.CheckIn)]
internal sealed partial class CheckInVisitModel(
    IntakeDb db, LoadCheckIns load, LoadAccount accounts, StepCheckIn step, SignForm sign, ChargeCoPay charge, CollectPayment collect, ApplyPrepayment apply, VoidEntry makeVoid, CorrectCoPay correct, ListDrawers drawers,
    IOrganization organization, IAuthorizationService authorization, AuditTrail audit, LoadWarnings warnings, LoadCards cards, AskCoverage ask, ChangeAddresses addresses, IOptions<CheckInOptions> options, TimeProvider clock) : PageModel
{
    [BindProperty]
    public PaymentForm Form { get; set; } = new();

    public DeskVisit Row { get; private set; } = null!;

    public DateTimeOffset Start { get; private set; }

    public Location? Place { get; private set; }

    public IReadOnlyList<OpenedDrawer> Drawers { get; private set; } = [];

    /// <summary>Payments for the visit and their receipts, in order.</summary>
    public IReadOnlyList<AccountLine> Lines { get; private set; } = [];

    public PatientWarnings Warnings { get; private set; } = null!;

    /// <summary>Of the patient's related people those who may consent, and those who may pay.</summary>
    public IReadOnlyList<RelatedPerson> Signers { get; private set; } = [];

    public IReadOnlyList<RelatedPerson> Payers { get; private set; } = [];

    /// <summary>Whether the patient cannot sign alone on the day of the visit.</summary>
    public bool IsMinor { get; private set; }

    /// <summary>Images of the insurance card, where the user may see documents.</summary>
    public IReadOnlyList<FiledCard> Cards { get; private set; } = [];

    public bool MayCollect { get; private set; }

    public bool MayEdit { get; private set; }

    public bool MayChangeCoverage { get; private set; }

    public bool MayCloseDay { get; private set; }

    /// <summary>What was wrong with what was sent; null when nothing was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Of a signature that was refused: which form, who signs as it was said, and what was drawn, so that nobody draws it twice.</summary>
    public (string? FormCode, string? Signer, string? SignedBy, string? Why, string? Drawn) Signing { get; private set; }

    /// <summary>Of an address that was refused: what was typed, and why it is changed.</summary>
    public (AddressForm Form, string? Why)? TypedAddress { get; private set; }

    /// <summary>That to which mail goes on the day of the visit; null for none, and for a confidential one, which is changed elsewhere.</summary>
    public PatientAddress? InForce => ShownAddress.IsConfidential(Row.Patient) ? null : ShownAddress.InForce(Row.Patient, Row.Readiness.Day);

    /// <summary>The receipt of the payment that was just taken.</summary>
    public AccountLine? Latest => Lines.LastOrDefault(line => line.Paper is not null);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = PaymentForm.For(Row, Drawers);
        return Page();
    }

    /// <summary>Whether a coverage of the visit is still to be asked about, and the payer can be.</summary>
    public bool MayAsk => MayChangeCoverage && Row.Readiness.Coverage.All.Any(one => one.Code is "not-asked" or "aged" or "unknown" or "error");

    /// <summary>Of the question that this page may make: sent twice, it is one.</summary>
    public Guid NewCheckId { get; } = Guid.CreateVersion7();

    /// <summary>Asks the payers of the visit, each about its own coverage.</summary>
    public async Task<IActionResult> OnPostAsk(Guid id, Guid checkId, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded)
        {
            return Forbid();
        }

        if (await load.Find(id, stopping) is null)
        {
            return NotFound();
        }

        var asked = await ask.All(checkId, id, stopping);
        TempData["toast"] = asked.WhyNobody ?? asked.InWords;
        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <param name="code">"usual", or codes of <see cref="CheckInSteps"/> with commas.</param>
    public async Task<IActionResult> OnPostStep(Guid id, string? code, bool undo, CancellationToken stopping)
    {
        IReadOnlyList<string> steps = code == "usual" ? CheckInSteps.Usual : CheckInSteps.Confirmations.Concat(CheckInSteps.Way).Where((code ?? "").Split(',').Contains).ToList();
        if (steps.Count == 0)
        {
            return await load.Find(id, stopping) is null ? NotFound() : BadRequest();
        }

        switch (await step.Run(id, steps, undo, stopping))
        {
            case CheckInStep.Unknown:
                return NotFound();
            case CheckInStep.Cancelled:
                TempData["toast"] = "This visit was cancelled: nothing was done. Book it again first.";
                break;
            case CheckInStep.LaterStands later:
                TempData["toast"] = $"Nothing was done: take \"{CheckInSteps.InWords(later.Step).ToLowerInvariant()}\" back first.";
                break;
            case CheckInStep.EarlierMissing earlier:
                TempData["toast"] = $"Nothing was done: \"{CheckInSteps.InWords(earlier.Step).ToLowerInvariant()}\" comes first.";
                break;
            case CheckInStep.Taken { Steps.Count: 0 }:
                TempData["toast"] = "Nothing was changed: it was so already.";
                break;
            case CheckInStep.Taken when undo:
                TempData["toast"] = "Taken back.";
                break;
            case CheckInStep.Taken taken:
                // What a colleague confirmed before stays confirmed.
                TempData["toast"] = code == "usual" ? "Confirmed and arrived." : $"{CheckInSteps.InWords(steps[0])}: noted.";
                TempData["undo-url"] = $"/intake/check-in/visit/{id}?handler=Step&code={string.Join(',', taken.Steps)}&undo=true";
                break;
        }

        return Redirect($"/intake/check-in/visit/{id}");
    }

    /// <summary>Writes the address that the patient says, over the one of its kind or beside the others, and notes that it was verified.</summary>
    /// <param name="addressId">Made by the form.</param>
    public async Task<IActionResult> OnPostAddress(Guid id, uint version, Guid addressId, AddressForm address, string? why, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayEdit)
        {
            return Forbid();
        }

        if (addressId == Guid.Empty)
        {
            return BadRequest();
        }

        TypedAddress = (address, why);
        var said = address.Said;
        var replaces = ShownAddress.Standing(Row.Patient).FirstOrDefault(known => known.Kind == said.Kind && known.IsInForceOn(Row.Readiness.Day));
        switch (await addresses.Save(Row.Patient.Id, version, addressId, replaces?.Id, said, wasMistake: false, ChangeReasons.Of(why), stopping))
        {
            case AddressChange.Done:
                var steps = await step.Run(id, [CheckInSteps.Address], undo: false, stopping) is CheckInStep.Taken taken ? taken.Steps.Count : 0;
                TempData["toast"] = $"{AddressKinds.Words(said.Kind)}: saved and confirmed.";
                TempData["undo-url"] = $"/intake/check-in/visit/{id}?handler=UndoAddress&addressId={addressId}&confirmed={(steps > 0 ? "true" : "false")}";
                return Redirect($"/intake/check-in/visit/{id}");
            case AddressChange.NotUnderstood wrong:
                return await Refused(id, wrong.Why, stopping);
            case AddressChange.ChangedMeanwhile meanwhile:
                return await Refused(id, $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping)}. Nothing was saved: what you typed stands below, send it again.", stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="confirmed">Whether the address was confirmed by the same act.</param>
    public async Task<IActionResult> OnPostUndoAddress(Guid id, [FromQuery] Guid addressId, [FromQuery] bool confirmed, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayEdit)
        {
            return Forbid();
        }

        if (await addresses.Undo(Row.Patient.Id, addressId, ended: false, stopping) is not { } undone)
        {
            return NotFound();
        }

        if (undone && confirmed)
        {
            await step.Run(id, [CheckInSteps.Address], undo: true, stopping);
        }

        TempData["toast"] = undone ? "Undone: the addresses are as before." : "Nothing was undone: the addresses were changed since.";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    public async Task<IActionResult> OnPostPay(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayCollect)
        {
            return Forbid();
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

    /// <param name="signedId">Made by the form.</param>
    /// <param name="formCode">Which of the clinic's forms.</param>
    /// <param name="signer">A related person's id; empty for the patient, or for another by name.</param>
    public async Task<IActionResult> OnPostSign(Guid id, Guid signedId, string? formCode, string? signer, string? signedBy, string? why, string? drawn, CancellationToken stopping)
    {
        Signing = (formCode, signer, signedBy, why, Strokes.Parse(drawn)?.Json);
        var said = new Signer(PatientDetails.Text(signedBy), Guid.TryParse(signer, out var person) ? person : null, PatientDetails.Text(why));
        switch (await sign.Run(signedId, id, formCode, said, drawn, stopping))
        {
            case FormSigned.Kept kept:
                TempData["toast"] = $"Signed: {kept.Title}.";
                TempData["undo-url"] = $"/intake/check-in/visit/{id}?handler=Withdraw&signedId={signedId}";
                return Redirect($"/intake/check-in/visit/{id}");
            case FormSigned.NotUnderstood wrong when await Load(id, stopping):
                return await Refused(id, wrong.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostWithdraw(Guid id, [FromQuery] Guid signedId, CancellationToken stopping)
    {
        if (await load.Find(id, stopping) is null)
        {
            return NotFound();
        }

        TempData["toast"] = await sign.Withdraw(signedId, id, stopping) ? "The signature is withdrawn." : "Nothing was changed: it was withdrawn already.";
        return Redirect($"/intake/check-in/visit/{id}");
    }

    private async Task<IActionResult> Refused(Guid id, string why, CancellationToken stopping)
    {
        var typed = Form;
        ModelState.Clear();
        await Load(id, stopping);
        var anew = PaymentForm.For(Row, Drawers);
        typed.SessionId = typed.SessionId == Guid.Empty ? anew.SessionId : typed.SessionId;
        if (typed.WrongId != Guid.Empty)
        {
            (anew.WrongId, anew.CoPay, anew.Evidence) = (typed.WrongId, typed.CoPay, typed.Evidence);
        }

        // Of a correction that alone was typed: the payment beside it is begun anew.
        (Refusal, Form) = (why, typed.WrongId != Guid.Empty || typed.EntryId == Guid.Empty || typed.ChargeId == Guid.Empty ? anew : typed);
        return Page();
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await load.Find(id, stopping) is not { } row)
        {
            return false;
        }

        (Row, Warnings) = (row, await warnings.Of(row.Visit.PatientId, stopping));
        var people = await db.RelatedPeople.AsNoTracking().Where(person => person.PatientId == row.Visit.PatientId && person.EndedAt == null).OrderBy(person => person.Name).ToListAsync(stopping);
        (Signers, Payers) = (people.FindAll(person => person.MayConsent), people.FindAll(person => person.MayPay));
        Cards = await cards.For(User, row.Visit.PatientId, stopping);
        Place = (await organization.Profile(stopping)).Find(row.Visit.LocationId);
        Start = LocalTime.At(Place, row.Visit.StartsAt);
        IsMinor = options.Value.IsMinor(row.Patient.BirthDate, DateOnly.FromDateTime(Start.DateTime));
        Drawers = await drawers.Open(row.Visit.LocationId, stopping);
        Lines = await accounts.Lines(row.Account, [.. row.Account.Entries.Where(entry => entry.VisitId == id)], stopping);
        MayCollect = await May(IntakeRights.CollectMoney);
        MayEdit = await May(IntakeRights.EditPatients);
        MayChangeCoverage = await May(IntakeRights.VerifyCoverage);
        MayCloseDay = await May(IntakeRights.CloseDay);
        await audit.Record(db, new AuditEntry("check-in.viewed", "visit", id, [row.Visit.PatientId, .. Cards.Select(card => card.DocumentId)], LocationId: row.Visit.LocationId), stopping);
        return true;
    }

    private async Task<bool> May(string right) => (await authorization.AuthorizeAsync(User, right)).Succeeded;

    public static string Day(DateTimeOffset at) => at.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
}

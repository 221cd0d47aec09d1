using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>How an approved letter leaves: into the print queue, or to an address or a fax number that the user answers for. A refusal keeps what was typed.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class SendModel(
    CorrespondenceDb db, VisibleToActor visible, RequestDelivery request, MailTrouble trouble, IPatients patients, IReferralAsks referrals, IContactPreferences preferences, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <summary>More than that nobody reads: who types digits or a name finds the rest at "Fax numbers".</summary>
    private const int MostOffered = 500;

    [BindProperty]
    public string? Address { get; set; }

    /// <summary>Who reads that address: one of <see cref="AddressReader"/>.</summary>
    [BindProperty]
    public string? ReadBy { get; set; }

    /// <summary>The user has asked, and says so.</summary>
    [BindProperty]
    public bool Confirmed { get; set; }

    /// <summary>The patient does not want it that way, and the user says that it goes nevertheless.</summary>
    [BindProperty]
    public bool Nevertheless { get; set; }

    /// <summary>Of a fax and an e-mail: made by the form, so that one sent twice leaves once.</summary>
    [BindProperty]
    public Guid DeliveryId { get; set; } = Guid.CreateVersion7();

    [BindProperty]
    public string? Number { get; set; }

    /// <summary>Whom a fax is for, as its cover sheet says it.</summary>
    [BindProperty]
    public string? Name { get; set; }

    public Letter Letter { get; private set; } = null!;

    public PatientSummary? Patient { get; private set; }

    public LetterApproval Approval { get; private set; } = null!;

    public bool IsToColleague => LetterTemplates.IsToColleague(Letter.TemplateCode);

    public bool IsToPatient => LetterTemplates.IsToPatient(Letter.TemplateCode);

    public bool MailIsConfigured => trouble.IsConfigured;

    public bool FaxIsConfigured => trouble.FaxIsConfigured;

    public bool MayBeFaxed => RequestDelivery.MayBeFaxed(Letter);

    /// <summary>The number is the one on the letter, of the patient's record.</summary>
    public bool NumberIsOfRecord { get; private set; }

    /// <summary>How the patient wants to be reached; null where nobody said anything.</summary>
    public HowToReach? Reach { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>The way that was refused: one of <see cref="DeliveryWay"/>; null while nothing was.</summary>
    public string? RefusedWay { get; private set; }

    /// <summary>Where what was refused is put right; null where on this page.</summary>
    public (string Path, string Words)? WayOn { get; private set; }

    /// <summary>Numbers that were looked at a second time, for who types one.</summary>
    public IReadOnlyList<KnownNumber> Checked { get; private set; } = [];

    /// <summary>Of an e-mail to the patient: the record says that words about health may go by it.</summary>
    public bool WantsHealthByEmail { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return Approval is null && Letter is not null ? Redirect($"/correspondence/letters/letter/{id}") : NotFound();
        }

        await FillIn(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostPrint(Guid id, CancellationToken stopping) =>
        await Say(id, DeliveryWay.Print, await request.Print(id, stopping, Nevertheless), "It is in the print queue.", stopping);

    public async Task<IActionResult> OnPostFax(Guid id, CancellationToken stopping) => await Say(
        id,
        DeliveryWay.Fax,
        Confirmed ? await request.Fax(id, DeliveryId, Number, Name, ReadBy, stopping) : new DeliveryRequest.NobodyAnswersForIt(),
        "It is on its way. This page says when the fax service has taken it.",
        stopping);

    public async Task<IActionResult> OnPostEmail(Guid id, CancellationToken stopping) => await Say(
        id,
        DeliveryWay.Email,
        Confirmed ? await request.Email(id, Address, ReadBy, stopping, Nevertheless, DeliveryId) : new DeliveryRequest.NobodyAnswersForIt(),
        "It is on its way. This page says when the mail server has taken it.",
        stopping);

    /// <summary>What is known of the reader, in every way but the one that was refused. A colleague's address is nowhere recorded, nor the family's: it is typed, and said who reads it.</summary>
    private async Task FillIn(CancellationToken stopping)
    {
        ReadBy ??= IsToColleague ? AddressReader.Colleague : AddressReader.Patient;
        if (RefusedWay != DeliveryWay.Email)
        {
            Address = IsToPatient ? Patient?.Email : null;
        }

        // The PCP's, where the letter is to the one whom the record names: what was written by hand is of somebody else.
        if (RefusedWay != DeliveryWay.Fax && MayBeFaxed && Approval.Values.FirstOrDefault(value => value.Field == "referral.pcp")?.Value is { } written
            && await referrals.Find(Letter.PatientId, Letter.TaskId, stopping) is { PcpFax: { } fax } ask && ask.Pcp == written)
        {
            (Number, Name, NumberIsOfRecord) = (fax, ask.PcpName, true);
        }
    }

    private async Task<IActionResult> Say(Guid id, string way, DeliveryRequest result, string done, CancellationToken stopping)
    {
        RefusedWay = way;
        switch (result)
        {
            case DeliveryRequest.Requested requested:
                TempData["toast"] = requested.IsHeld ? "It is held: somebody looks at the number a second time first. This page says who." : done;
                return Redirect($"/correspondence/letters/letter/{id}");
            case DeliveryRequest.LetterUnknown:
                return NotFound();
            case DeliveryRequest.NotApproved other:
                var last = await organization.WhoAndWhen(other.By, clock.GetUtcNow() - other.At, stopping: stopping);
                TempData["toast"] = $"Nothing was sent: the approval was taken back, or the letter became void. Last changed by {last}.";
                return Redirect($"/correspondence/letters/letter/{id}");
        }

        Refusal = result switch
        {
            DeliveryRequest.PatientDeceased => "Nothing was sent: the record says that this patient is deceased. Withdraw this letter, and write \"To the family or the estate\" instead. If the record is wrong, whoever may change patients corrects it at \"People and notes\".",
            DeliveryRequest.MayNotLeave no => $"Nothing was sent. {no.Reason} {no.WayOn}",
            DeliveryRequest.NotWanted against => $"Nothing was sent: the patient said \"{against.Said}\". Choose another way, or tick that it goes nevertheless.",
            DeliveryRequest.NoMailServer => "No mail server is set up, so nothing can be sent by e-mail. Print the letter, or have the administrator set one up.",
            DeliveryRequest.NoAddress => "This is no e-mail address. Write it as name@place.example.",
            DeliveryRequest.NoFaxService => "No fax service is set up, so nothing can be faxed. Print the letter or send it by e-mail, or have the administrator set one up.",
            DeliveryRequest.NoNumber => "This is no fax number. Write it as (207) 555-0100.",
            DeliveryRequest.NoCover => "Nothing was sent: the cover sheet could not be drawn, or not with that name. Write the name in plain letters, or try again.",
            DeliveryRequest.NobodyAnswersForIt when way == DeliveryWay.Fax => "Nothing was sent. Say for whom it is and who reads it there, and tick that you made sure of the number: the letter tells about a patient's health.",
            DeliveryRequest.NobodyAnswersForIt => "Say who reads that address, and tick that you made sure of it: the letter tells about a patient's health.",
            DeliveryRequest.SentBefore => "Nothing was sent now: this form was sent before, and the letter's page says what came of that. If it is to go once more, or to somebody else, send it from here.",
            _ => "The same pages are on their way there already: see the letter's page.",
        };
        DeliveryId = result is DeliveryRequest.SentBefore ? Guid.CreateVersion7() : DeliveryId;
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        WayOn = result is DeliveryRequest.MayNotLeave { Code: var code } ? WhereTo(code, Letter.PatientId) : null;
        await FillIn(stopping);
        return Page();
    }

    private static (string Path, string Words)? WhereTo(string code, Guid patientId) => code switch
    {
        LeavingCode.NoConsent => ($"/intake/patients/patient/{patientId}/contact", "How to reach the patient"),
        LeavingCode.NotEntitled or LeavingCode.Deceased => ($"/intake/patients/patient/{patientId}/people", "People and notes of the patient"),
        LeavingCode.AddressIsConfidential or LeavingCode.Merged => ($"/intake/patients/patient/{patientId}", "The patient"),
        LeavingCode.NumberMisdirected => ("/correspondence/numbers", "Fax numbers"),
        _ => null,
    };

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, stopping) is not { } letter)
        {
            return false;
        }

        Letter = letter;
        if (letter.VoidedAt is not null || await db.StandingApproval(id).AsNoTracking().SingleOrDefaultAsync(stopping) is not { } approval)
        {
            return false;
        }

        Approval = approval;
        Patient = await patients.Find(letter.PatientId, stopping);
        Reach = (await preferences.HowToReach([letter.PatientId], stopping)).GetValueOrDefault(letter.PatientId);
        WantsHealthByEmail = await preferences.WantsHealthByEmail(letter.PatientId, stopping) == true;
        Checked = MayBeFaxed ? await db.KnownNumbers.AsNoTracking().Where(number => number.State == NumberState.Checked).OrderBy(number => number.Name).ThenBy(number => number.Digits).Take(MostOffered).ToListAsync(stopping) : [];
        await audit.Record(db, new AuditEntry("letter.viewed", "letter", id, [letter.PatientId], LocationId: letter.LocationId), stopping);
        return true;
    }
}

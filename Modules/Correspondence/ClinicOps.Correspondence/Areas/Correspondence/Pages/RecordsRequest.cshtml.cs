using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Records;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>One records request from its check to its release. A refusal keeps what was typed; what has not left is taken back a step at a time.</summary>
[Authorize(Policy = CorrespondenceRights.ReleaseRecords)]
internal sealed class RecordsRequestModel(
    CorrespondenceDb db, WorkOnRecords work, ReleaseRecords release, ChooseRecords choose, DecideDelivery decide, IPapers papersOut, IPatients patients, IRelatedPeople people, IOrganization organization, CurrentActor actor, AuditTrail audit,
    TimeProvider clock) : PageModel
{
    private OrganizationProfile profile = null!;
    private IReadOnlyCollection<Guid>? ticked;

    [BindProperty]
    public RecordsCheckForm Form { get; set; } = new();

    public RecordsRequest Asked { get; private set; } = null!;

    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Of the chart, each with why it is left out.</summary>
    public IReadOnlyList<RecordsPaper> Papers { get; private set; } = [];

    /// <summary>Who besides the patient may be told.</summary>
    public IReadOnlyList<ToldPerson> Told { get; private set; } = [];

    public IReadOnlyList<PapersDelivery> Deliveries { get; private set; } = [];

    public IReadOnlyList<(string When, string What, string Who)> History { get; private set; } = [];

    public string? Refusal { get; private set; }

    public string? Reason { get; private set; }

    public string? SendWay { get; private set; }

    public string? Address { get; private set; }

    public string? Name { get; private set; }

    public IReadOnlyList<string> Ways => papersOut.Ways;

    /// <summary>The kinds that the law protects more strictly, as far as the user is cleared for them.</summary>
    public IReadOnlyList<AccessClass> Classes => [.. profile.AccessClasses.Where(known => known.Code != AccessClass.Standard && actor.SeesClass(known.Code))];

    public IReadOnlyList<(string Code, string Name)> KindsInChart => [.. Papers.Select(paper => (paper.Paper.Type, paper.Paper.TypeName)).Distinct().OrderBy(kind => kind.TypeName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>"2 days"; null while it is not late, or has ended.</summary>
    public string? Late => Asked.IsOpen && Today > Asked.DueOn ? RecordsRow.Days(Today.DayNumber - Asked.DueOn.DayNumber) : null;

    public bool MayTakeBack =>
        Asked.State is RecordsState.Checked or RecordsState.Packed or RecordsState.Refused or RecordsState.Withdrawn || Asked is { State: RecordsState.Released, HandedOverId: not null };

    private DateOnly Today => LocalTime.DayAt(profile.Find(Asked.LocationId), clock.GetUtcNow());

    public bool IsChosen(RecordsPaper paper) => ticked?.Contains(paper.Paper.Id) ?? paper.IsChosen;

    public string NameOfClass(string code) => profile.NameOfClass(code);

    public IEnumerable<string> NamesOf(IEnumerable<string> kinds) => kinds.Select(code => Papers.FirstOrDefault(paper => paper.Paper.Type == code)?.Paper.TypeName ?? code);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = new RecordsCheckForm { Purpose = RecordsWords.PurposesOf(Asked.AskerKind)[0], From = Asked.From, Until = Asked.Until, Kinds = [.. Asked.Kinds] };
        return Page();
    }

    public async Task<IActionResult> OnGetPdf(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        await audit.Record(db, new AuditEntry("records.packet-viewed", "records-request", id, [Asked.PatientId, .. Asked.DocumentIds], LocationId: Asked.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        if (await release.Pdf(Asked, stopping) is { } pdf)
        {
            return File(pdf, "application/pdf");
        }

        TempData["toast"] = "A document in the packet has left the chart, or was closed: take the packet back, and make it again.";
        return Redirect($"/correspondence/records/request/{id}");
    }

    public async Task<IActionResult> OnPostCheck(Guid id, uint version, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        var check = Check();
        foreach (var problem in RecordsRules.Problems(Asked, check, Form.HasSignature, Form.ScopeIsRead, Told, Today))
        {
            ModelState.AddModelError("", problem);
        }

        if (Form.From > Form.Until)
        {
            ModelState.AddModelError("", "The first day asked for comes after the last.");
        }

        return ModelState.IsValid
            ? await Say(id, await work.Check(id, version, check, Form.From, Form.Until, [.. Form.Kinds.Where(code => KindsInChart.Any(kind => kind.Code == code))], stopping), "Checked. Now make the packet.", stopping)
            : Page();
    }

    public async Task<IActionResult> OnPostPack(Guid id, uint version, List<Guid> papers, CancellationToken stopping)
    {
        ModelState.Clear();
        ticked = papers;
        return await Say(id, await release.Pack(id, version, papers, stopping), "The packet is made. Look at it, then release it.", stopping);
    }

    public async Task<IActionResult> OnPostSend(Guid id, uint version, Guid deliveryId, string? sendWay, string? address, string? name, bool confirmed, CancellationToken stopping)
    {
        ModelState.Clear();
        (SendWay, Address, Name) = (sendWay, address, name);
        return await Say(
            id,
            !confirmed || string.IsNullOrWhiteSpace(name) || deliveryId == Guid.Empty
                ? new RecordsWork.Refused("Nothing was sent. Say for whom it is, and tick that you made sure of the number or address: the packet tells about a patient's health.")
                : await release.Send(id, version, deliveryId, sendWay ?? "", address ?? "", name.Trim(), stopping),
            "Released: it is on its way, and is logged when it leaves.",
            stopping);
    }

    public async Task<IActionResult> OnPostHandOver(Guid id, uint version, Guid givenId, string? way, CancellationToken stopping)
    {
        ModelState.Clear();
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        return await Say(
            id,
            way is not (DisclosureWay.InPerson or DisclosureWay.Print) || givenId == Guid.Empty ? new RecordsWork.Refused("Say whether it was handed over or posted.")
                : await release.EndedSince(Asked, stopping) is { } ended ? new RecordsWork.Refused(ended)
                : await release.Pdf(Asked, stopping) is null ? new RecordsWork.Refused("A document in the packet has left the chart, or was closed, or the packet was taken back: make it again.")
                : await work.HandOver(id, version, givenId, way, stopping),
            "Released, and entered in the log of disclosures.",
            stopping);
    }

    public async Task<IActionResult> OnPostRefuse(Guid id, uint version, string? reason, CancellationToken stopping) =>
        await End(id, reason, because => work.Refuse(id, version, because, stopping), "Refused. The letter is prepared: look at it, and send it.", stopping);

    public async Task<IActionResult> OnPostWithdraw(Guid id, uint version, string? reason, CancellationToken stopping) =>
        await End(id, reason, because => work.Withdraw(id, version, because, stopping), "Withdrawn.", stopping);

    public async Task<IActionResult> OnPostTakeBack(Guid id, uint version, CancellationToken stopping)
    {
        ModelState.Clear();
        return await Say(id, await work.TakeBack(id, version, stopping), "Taken back: it is as it was before.", stopping);
    }

    /// <summary>The delivery is cancelled, as long as it waits.</summary>
    public async Task<IActionResult> OnPostDoNotSend(Guid id, Guid deliveryId, CancellationToken stopping)
    {
        ModelState.Clear();
        if (!await Load(id, stopping) || Asked.PapersId is not { } papersId || Deliveries.All(sent => sent.DeliveryId != deliveryId))
        {
            return NotFound();
        }

        if (await decide.Cancel(deliveryId, stopping) is not DeliveryDecision.Done)
        {
            TempData["toast"] = "Too late: it is being sent, or has left.";
            return Redirect($"/correspondence/records/request/{id}");
        }

        await work.Follow(papersId, stopping);
        TempData["toast"] = "Cancelled: it does not leave this way.";
        return Redirect($"/correspondence/records/request/{id}");
    }

    private async Task<IActionResult> End(Guid id, string? reason, Func<string, Task<RecordsWork>> end, string done, CancellationToken stopping)
    {
        ModelState.Clear();
        Reason = reason;
        return await Say(id, reason?.Trim() is { Length: > 0 and <= 1000 } because ? await end(because) : new RecordsWork.Refused("Say why, in at most 1,000 characters."), done, stopping);
    }

    private async Task<IActionResult> Say(Guid id, RecordsWork result, string done, CancellationToken stopping)
    {
        switch (result)
        {
            case RecordsWork.Done:
                TempData["toast"] = done;
                return Redirect($"/correspondence/records/request/{id}");
            case RecordsWork.Unknown:
                return NotFound();
            case RecordsWork.ChangedMeanwhile other:
                Refusal = $"Nothing was done: changed by {await organization.WhoAndWhen(other.By, clock.GetUtcNow() - other.At, stopping: stopping)}. This is how it stands now.";
                break;
            case RecordsWork.Refused refused:
                Refusal = refused.Why;
                break;
        }

        return await Load(id, stopping) ? Page() : NotFound();
    }

    private RecordsCheck Check()
    {
        var person = Form.Signer == RecordsSigner.ForThePatient ? Told.FirstOrDefault(told => told.PersonId == Form.SignerPerson) : null;
        var said = Form.Authority?.Trim() ?? "";
        var authority = Form.Purpose switch
        {
            DisclosurePurpose.Authorization => $"Authorization{(Form.SignedOn is { } signed ? $" of {LocalTime.Us(signed)}" : "")}",
            DisclosurePurpose.AtRequest => $"Request{(Form.SignedOn is { } signed ? $" of {LocalTime.Us(signed)}" : "")}{(person is null ? "" : $", signed by {person.Name} ({person.Relation.ToLowerInvariant()})")}",
            _ => "",
        };
        return new RecordsCheck(
            Form.Identity ?? "", Form.Signer, person?.PersonId, person?.Name ?? "", Form.Signer == RecordsSigner.Nobody ? null : Form.SignedOn, Form.ExpiresOn,
            [.. Form.ClassesNamed.Where(code => Classes.Any(known => known.Code == code)).Distinct()], Form.Purpose ?? "", said.Length == 0 ? authority : authority.Length == 0 ? said : $"{authority}; {said}");
    }

    private async Task<bool> Find(Guid id, CancellationToken stopping)
    {
        if (await db.RecordsRequests.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, stopping) is not { } request || !actor.SeesLocation(request.LocationId)
            || await patients.FindStanding(request.PatientId, stopping) is not { } patient)
        {
            return false;
        }

        (Asked, Patient, profile) = (request, patient, await organization.Profile(stopping));
        return true;
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return false;
        }

        Papers = await choose.Of(Asked, stopping);
        Told = await people.WhoMayBeTold(Patient.Id, stopping);
        Deliveries = Asked.PapersId is { } papersId ? await papersOut.Of([papersId], stopping) : [];
        var location = profile.Find(Asked.LocationId);
        var history = new List<(string, string, string)>();
        foreach (var step in await db.RecordsSteps.AsNoTracking().Where(step => step.RequestId == id).OrderBy(step => step.At).ThenBy(step => step.Id).ToListAsync(stopping))
        {
            history.Add((
                LocalTime.At(location, step.At).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture), RecordsWords.Act(step.What),
                step.By is { } by ? await organization.NameOfUser(by, stopping) ?? "somebody no longer known" : "ClinicOps"));
        }

        History = history;
        await audit.Record(db, new AuditEntry("records.viewed", "records-request", id, [Asked.PatientId, .. Papers.Select(paper => paper.Paper.Id)], LocationId: Asked.LocationId), stopping);
        return true;
    }
}

/// <summary>What a person found, as the form holds it. Public setters for the model binder alone.</summary>
internal sealed class RecordsCheckForm
{
    public string? Identity { get; set; }

    public string? Purpose { get; set; }

    public string Signer { get; set; } = RecordsSigner.Patient;

    public Guid? SignerPerson { get; set; }

    public bool HasSignature { get; set; }

    public DateOnly? SignedOn { get; set; }

    public DateOnly? ExpiresOn { get; set; }

    [StringLength(300, ErrorMessage = "At most 300 characters.")]
    public string? Authority { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public List<string> Kinds { get; set; } = [];

    public List<string> ClassesNamed { get; set; } = [];

    public bool ScopeIsRead { get; set; }
}

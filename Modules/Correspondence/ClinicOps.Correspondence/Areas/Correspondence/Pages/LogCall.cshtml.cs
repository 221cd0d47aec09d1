using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>A call, written down in seconds from wherever the user is, who then is there again. A refusal keeps what was typed.</summary>
[Authorize(Policy = CorrespondenceRights.LogCalls)]
internal sealed class LogCallModel(LogCall log, TakeBackCall takeBack, WorkOnConversation work, SuggestCallers suggest, VisibleConversations visible, IOrganization organization, TimeProvider clock) : PageModel
{
    private const string List = "/correspondence/calls";

    [BindProperty]
    public CallForm Form { get; set; } = new();

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public CallersFound Found { get; private set; } = CallersFound.NotSearched;

    /// <summary>Why nothing was logged; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>When to call back at first, on the wall clock of the chosen location.</summary>
    public DateTime InAnHour { get; private set; }

    public async Task<IActionResult> OnGet(Guid? patient, CancellationToken stopping)
    {
        (Form.CallId, Form.Back) = (Guid.CreateVersion7(clock.GetUtcNow()), Here(Request.Headers.Referer));
        if (patient is { } id)
        {
            Found = await suggest.Of(id, stopping);
        }

        return (patient is null || Found.Patients.Count > 0) && await LoadChoices(stopping) ? Page() : NotFound();
    }

    /// <summary>As it is typed, by htmx, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(CancellationToken stopping)
    {
        ModelState.Clear();
        Found = await Search(stopping);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_CallersFound", Found) : await LoadChoices(stopping) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!await LoadChoices(stopping))
        {
            return NotFound();
        }

        if (!Form.HasKnownCodes || Form.CallId == Guid.Empty || CallPartner.Parse(Form.With) is not { } with)
        {
            return BadRequest();
        }

        if (ModelState.IsValid)
        {
            var location = Locations.First(place => place.Id == Form.LocationId);
            var call = new CallToLog(
                Form.CallId, with, Into(with), location.Id, Form.Direction, Form.Kind, Form.About!.Trim(), NameSaid(with), PhoneDigits.Whole(Form.Caller), Form.Outcome, Form.FollowUp, CallBackAt(location));
            switch (await log.Run(call, stopping))
            {
                case CallLogged.Logged logged:
                    TempData["toast"] = $"Call logged.{(with.Check == CallerCheck.NotVerified ? " Not verified: nothing was told." : "")}{await HandOver(logged, stopping)}";
                    TempData["undo-url"] = $"/correspondence/calls/log?handler=TakeBack&entryId={logged.EntryId}";
                    return Redirect(BackOr(List));
                case CallLogged.WasSo:
                    TempData["toast"] = "Nothing was changed: it was logged already.";
                    return Redirect(BackOr(List));
                case CallLogged.NoTime:
                    Refusal = "Nothing was logged yet: say when to call back.";
                    break;
                case CallLogged.NoName:
                    Refusal = "Nothing was logged yet: say who called. A colleague or payer is logged with a name.";
                    break;
                case CallLogged.NotEntitled:
                    Refusal = "Nothing was logged yet: whom you chose is not, or no longer, on the record as somebody who may be told. Choose \"Somebody else: nothing may be told\".";
                    break;
                case CallLogged.Closed:
                    Refusal = "Nothing was logged yet: the conversation was closed meanwhile. Choose \"a new matter\", or open it again on its page.";
                    break;
                default:
                    Refusal = "Nothing was logged yet: the patient or the conversation is no longer there. Search again.";
                    break;
            }
        }

        Found = await Search(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostTakeBack([FromQuery] Guid entryId, CancellationToken stopping)
    {
        switch (await takeBack.Run(entryId, stopping))
        {
            case CallTakenBack.NotThere:
                return NotFound();
            case CallTakenBack.WasSo:
                TempData["toast"] = "Nothing was changed: it was taken back already.";
                break;
            default:
                TempData["toast"] = "Taken back: the call counts no more.";
                break;
        }

        return Redirect(Here(Request.Headers.Referer) ?? List);
    }

    /// <summary>The task has the id that the form made: sent twice, it is one. Where there is none, the conversation stays open, and the words say why.</summary>
    private async Task<string> HandOver(CallLogged.Logged logged, CancellationToken stopping) =>
        Form.FollowUp != CallFollowUp.Task ? ""
        : await work.HandOver(logged.ConversationId, logged.EntryId, seen: null, stopping) switch
        {
            ConversationChange.Done => " A task is made of it.",
            ConversationChange.Refused refused => $" No task was made: {refused.Reason}",
            _ => " No task was made.",
        };

    private async Task<CallersFound> Search(CancellationToken stopping)
    {
        var with = CallPartner.Parse(Form.With);
        var found = await suggest.Run(Form.Caller, stopping);

        // Chosen without a search, or before another one: they stay to be seen.
        if (with?.PatientId is { } chosen && found.Patients.All(one => one.Patient.Id != chosen))
        {
            found = found with { Patients = [.. (await suggest.Of(chosen, stopping)).Patients, .. found.Patients] };
        }

        return found with { Chosen = Form.With, Into = with is null ? null : Into(with) };
    }

    /// <summary>Each patient found has a field of its own for the conversation that the call goes into.</summary>
    private Guid? Into(CallPartner with) => with.PatientId is { } patient && Guid.TryParse(Request.Form[$"into-{patient}"].ToString(), out var into) ? into : null;

    /// <summary>What was typed to search is somebody's name only where nobody was chosen by it.</summary>
    private string NameSaid(CallPartner with) =>
        Form.Name?.Trim() is { Length: > 0 } name ? name : with is { PatientId: null, ConversationId: null } && PhoneDigits.Of(Form.Caller).Length == 0 ? Form.Caller?.Trim() ?? "" : "";

    /// <returns>Null where it was not said, or is a time that does not happen.</returns>
    private DateTimeOffset? CallBackAt(Location location)
    {
        if (Form.FollowUp != CallFollowUp.CallBack || Form.CallBackAt is not { } wall)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(location.TimeZone);
        var local = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        return zone.IsInvalidTime(local) ? null : new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private async Task<bool> LoadChoices(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        Form.LocationId ??= Locations is [var first, ..] ? first.Id : null;
        if (Locations.FirstOrDefault(place => place.Id == Form.LocationId) is not { } location)
        {
            return false;
        }

        var later = LocalTime.At(location, clock.GetUtcNow().AddHours(1)).DateTime;
        InAnHour = later.AddMinutes(-(later.Minute % 15)).AddSeconds(-later.Second).AddMilliseconds(-later.Millisecond);
        return true;
    }

    private string BackOr(string otherwise) => Form.Back is { } back && Url.IsLocalUrl(back) ? back : otherwise;

    /// <summary>A page of this house that is opened by its address; null for all else, this page among it.</summary>
    private string? Here(string? referer) =>
        Uri.TryCreate(referer, UriKind.Absolute, out var from) && from.Authority == Request.Host.Value && !from.AbsolutePath.StartsWith("/correspondence/calls/log", StringComparison.Ordinal)
        && !from.Query.Contains("handler=", StringComparison.OrdinalIgnoreCase) && Url.IsLocalUrl(from.PathAndQuery)
            ? from.PathAndQuery
            : null;
}

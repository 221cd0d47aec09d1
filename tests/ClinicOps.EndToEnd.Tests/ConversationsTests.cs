using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A question by e-mail and a concern, from the page Today to their end.</summary>
[Collection(nameof(MondayMorning))]
public sealed class ConversationsTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly string reader = $"asks{Guid.NewGuid():N}@patient.example";
    private readonly List<Guid> made = [];
    private Guid question;
    private int actions;

    /// <summary>Due before every other that stories of this morning left: the first of the list.</summary>
    public async ValueTask InitializeAsync()
    {
        await morning.Clinic.Host.Sql("UPDATE correspondence.conversations SET red_flag_seen_at = now() WHERE red_flag_at IS NOT NULL");
        question = await Begin("question", "Where do I park", ("address", reader), ("due_at", "now() - interval '9 days'"), ("escalations", 9), ("escalated_at", "now()"));
        await morning.Clinic.Host.Insert("correspondence.conversation_entries", ("conversation_id", question), ("channel", "email"), ("direction", "in"), ("at", "now()"), ("words", "Where do I park?"), ("person", "Harriet"));
        made.Add(await morning.Clinic.Host.Insert(
            "correspondence.canned_answers", ("code", $"a{question:N}"[..30]), ("language", "en"), ("title", "A parking place"), ("words", "Park behind the house, or call {{location.phone}}."), ("is_removed", "false"), ("for_kind", "question")));
    }

    public async ValueTask DisposeAsync()
    {
        await morning.Clinic.Host.Sql($"UPDATE correspondence.canned_answers SET is_removed = true WHERE id = '{made[^1]}'");
        await morning.Clinic.Host.Sql($"UPDATE correspondence.conversations SET state = 'closed', outcome = 'answered', closed_at = now() WHERE location_id = '{TestOrganization.Harbor.Id}' AND state <> 'closed' AND subject IN ('Where do I park', 'The wait')");
    }

    [Fact]
    public async Task A_question_is_answered_from_a_canned_answer_with_four_actions_and_a_note_never_goes_out()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        await Act(() => user.Page.GetByRole(AriaRole.Region, new() { Name = "Conversations" }).GetByRole(AriaRole.Link, new() { Name = "nobody has taken" }).ClickAsync());
        await user.Arrive("**/correspondence/conversations?show=nobodys");
        await user.ExpectAccessible();
        await Act(() => user.Press("o"));
        await user.Arrive($"**/conversation/{question}");
        await user.ExpectAccessible();

        // Whichever number it has among those that other stories left.
        var key = (await user.Page.GetByRole(AriaRole.Link, new() { Name = "A parking place" }).GetAttributeAsync("data-key"))!;
        await Act(() => user.Press(key));
        await user.Arrive($"**/conversation/{question}?cannedId=*");
        await Expect(user.Page.GetByLabel($"To {reader}")).ToHaveValueAsync("Park behind the house, or call (207) 555-0110.");
        await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeFocusedAsync();
        await Act(() => user.Press("Enter"));
        await Expect(user.Toast).ToContainTextAsync("leave");
        Assert.InRange(actions, 1, 4);
        Assert.Equal(["out"], await morning.Clinic.Host.Sql($"SELECT direction FROM correspondence.conversation_entries WHERE conversation_id = '{question}' AND channel = 'email' AND words LIKE 'Park behind%'"));

        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Note for staff" }).GetByRole(AriaRole.Textbox).FillAsync("Limps: a place near the door.");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
        await Expect(user.Page.Locator(".talk-internal")).ToContainTextAsync("Only staff see this");
        Assert.Equal(["internal"], await morning.Clinic.Host.Sql($"SELECT direction FROM correspondence.conversation_entries WHERE conversation_id = '{question}' AND words LIKE 'Limps%' AND notice_id IS NULL"));
        var mailed = await morning.Mail.WaitForMail(reader.Split('@')[0]);
        Assert.DoesNotContain(mailed, message => (message.TextBody ?? "").Contains("Limps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_concern_that_nobody_answers_stands_on_the_managers_today_and_is_closed_with_words_alone()
    {
        var concern = await Begin("concern", "The wait", ("patient_id", morning.Task.PatientId!), ("due_at", "now() - interval '1 hour'"), ("escalations", 1), ("escalated_at", "now()"));
        await using var user = await morning.Clinic.SignIn("Manager");
        await user.Open("/");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Conversations" })).ToContainTextAsync("handed up to you");
        await user.Open($"/correspondence/conversations/conversation/{concern}");
        await user.Page.GetByLabel("How it ended").SelectOptionAsync("resolved");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(user.Page.Locator("#refusal")).ToContainTextAsync("ends with words");
        await Expect(user.Page.GetByLabel("How it ended")).ToHaveValueAsync("resolved");
        await user.Page.GetByLabel("In words").FillAsync("Said sorry, and booked earlier.");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(user.Toast).ToContainTextAsync("It is closed.");
        await user.Press("u");
        await Expect(user.Toast).ToContainTextAsync("Undone.");
        Assert.Equal(["open"], await morning.Clinic.Host.Sql($"SELECT state FROM correspondence.conversations WHERE id = '{concern}'"));
    }

    private Task<Guid> Begin(string kind, string subject, params (string Column, object Value)[] also) => morning.Clinic.Host.Insert(
        "correspondence.conversations",
        [("location_id", TestOrganization.Harbor.Id), ("kind", kind), ("subject", subject), ("correspondent", "Harriet"), ("state", "open"), ("access_class", "standard"), ("opened_at", "now()"), ("last_entry_at", "now()"), .. also]);

    private async Task Act(Func<Task> act)
    {
        actions++;
        await act();
    }
}

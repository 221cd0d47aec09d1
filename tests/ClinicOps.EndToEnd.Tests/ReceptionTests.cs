using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>What the people at the desk do all day, with the real engine and the real jobs behind the pages.</summary>
[Collection(nameof(MondayMorning))]
public sealed class ReceptionTests(MondayMorning morning)
{
    private const string ImagingOrder = "01-imaging-order-menu.tif";

    /// <summary>Reading a page takes seconds, on a busy machine more of them.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions WhenWorkedOn = new() { Timeout = 120_000 };

    [Fact]
    public async Task An_uploaded_fax_appears_in_the_open_inbox_is_filed_and_its_orders_become_tasks()
    {
        await using var watching = await morning.Clinic.SignIn("FrontDesk");
        await watching.Open("/documents/inbox");
        await using (var sending = await morning.Clinic.SignIn("FrontDesk"))
        {
            await sending.Open("/documents/upload");
            await sending.Page.GetByLabel("What it is").SelectOptionAsync("A fax");
            await sending.Page.Locator("input[type=file]").SetInputFilesAsync(MondayMorning.FaxFile(ImagingOrder));
            await Expect(sending.Page.GetByText("1 received")).ToBeVisibleAsync();
        }

        var show = watching.Page.GetByRole(AriaRole.Link, new() { Name = "1 new: show" });
        await Expect(show).ToBeVisibleAsync(WhenWorkedOn);
        await show.ClickAsync();
        var row = watching.Page.Locator("li[data-row]").Filter(new() { HasText = ImagingOrder });
        await Expect(row.GetByText("Filed", new() { Exact = true })).ToBeVisibleAsync(WhenWorkedOn);
        var patient = row.GetByRole(AriaRole.Link, new() { Name = "Hartsfield, Gwendolyn" });
        await Expect(patient).ToBeVisibleAsync();

        await patient.ClickAsync();
        await Expect(watching.Page.GetByRole(AriaRole.Region, new() { Name = "Documents" }).GetByRole(AriaRole.Link, new() { Name = "Physician order" })).ToBeVisibleAsync();

        await morning.TasksOf(ImagingOrder, 2);
        await watching.Open("/intake/tasks?show=open");
        var tasks = watching.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Hartsfield, Gwendolyn" });
        await Expect(tasks.Filter(new() { HasText = "MRI lumbar spine without contrast" })).ToHaveCountAsync(1);
        await Expect(tasks.Filter(new() { HasText = "X-ray knee 3 views" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Of_several_files_dropped_at_once_each_gets_its_own_answer()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/documents/upload");
        var good = Convert.ToBase64String(await File.ReadAllBytesAsync(MondayMorning.FaxFile("25-advertisement.tif"), TestContext.Current.CancellationToken));
        var dropped = await user.Page.EvaluateHandleAsync(
            """
            (good) => {
              const files = new DataTransfer();
              files.items.add(new File([Uint8Array.from(atob(good), (c) => c.charCodeAt(0))], 'good.tif'));
              files.items.add(new File([], 'empty.pdf'));
              files.items.add(new File(['no document at all'], 'notes.pdf'));
              return files;
            }
            """,
            good);

        await user.Page.Locator("[data-upload]").DispatchEventAsync("drop", new { dataTransfer = dropped });

        await Expect(user.Page.GetByText("1 received, 2 not received")).ToBeVisibleAsync(WhenWorkedOn);
        var files = user.Page.Locator("[data-upload-file]");
        await Expect(files.Filter(new() { HasText = "good.tif" }).GetByRole(AriaRole.Link, new() { Name = "Look at it" })).ToBeVisibleAsync();
        await Expect(files.Filter(new() { HasText = "empty.pdf" })).ToContainTextAsync("The file is empty");
        await Expect(files.Filter(new() { HasText = "notes.pdf" })).ToContainTextAsync("This is no PDF");
        await user.ExpectAccessible();
    }

    /// <summary>Of a type that is not certain too: the likeliest stands there, and is confirmed with the filing.</summary>
    [Fact]
    public async Task From_the_queue_a_doubtful_fax_is_filed_to_its_first_candidate_by_four_keys_at_most_and_one_takes_it_back()
    {
        var read = (await morning.DocumentOf(MondayMorning.FatherOrSon)).Type;
        await morning.Clinic.Host.Sql($"UPDATE documents.documents SET type = 'unsure', type_confidence = 0.2, type_set_by = NULL WHERE id = '{(await morning.DocumentOf(MondayMorning.FatherOrSon)).DocumentId}'");
        await using var user = await OpenQueueOf("Coordinator", MondayMorning.FatherOrSon);
        var keys = new CountedKeys(user.Page);

        await keys.Press("n");
        await Expect(user.Page.GetByText("Not certain. Most likely")).ToBeVisibleAsync();
        var name = await user.Page.Locator(".candidate").First.Locator("strong").InnerTextAsync();
        await keys.Press("1");
        await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = $"File to {name}" })).ToBeVisibleAsync();
        await keys.Press("a");

        await user.ExpectToast($"Filed to {name}.");
        Assert.InRange(keys.Pressed, 1, 4);
        Assert.Equal(read, (await morning.DocumentOf(MondayMorning.FatherOrSon)).Type);
        await TakesBack(user, MondayMorning.FatherOrSon);
    }

    /// <summary>With a last name that is as common as any in the register: the given one need not be typed, since each that is found has a key.</summary>
    [Fact]
    public async Task From_the_queue_a_doubtful_fax_is_filed_to_one_of_several_namesakes_not_listed_by_twelve_keys_at_most()
    {
        const string meant = "Okafor, Chiamaka";
        await using var user = await OpenQueueOf("Manager", MondayMorning.NoBirthDate);
        var keys = new CountedKeys(user.Page);
        var names = user.Page.Locator(".candidate strong");

        await keys.Press("n");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Review" })).ToBeVisibleAsync();
        Assert.DoesNotContain(await names.AllInnerTextsAsync(), name => name.StartsWith("Okafor", StringComparison.Ordinal));
        await keys.Press("s");
        await keys.Type("okafor");
        await Expect(user.Page.Locator("#found").GetByText(meant)).ToBeVisibleAsync();
        var listed = await names.AllInnerTextsAsync();
        Assert.InRange(listed.Count(name => name.StartsWith("Okafor", StringComparison.Ordinal)), 2, 9);
        var key = 1 + listed.ToList().FindIndex(name => name.StartsWith(meant, StringComparison.Ordinal));
        Assert.InRange(key, 1, 9);
        await keys.Press("Escape");
        await keys.Press($"{key}");
        await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = $"File to {meant}" })).ToBeVisibleAsync();
        await keys.Press("a");

        await user.ExpectToast($"Filed to {meant}");
        Assert.InRange(keys.Pressed, 1, 12);
        await TakesBack(user, MondayMorning.NoBirthDate);
    }

    [Fact]
    public async Task From_the_queue_junk_is_four_keys_at_most_with_its_reason_and_taken_back_by_one()
    {
        await using var user = await OpenQueueOf("Coordinator", MondayMorning.Advertisement);
        var keys = new CountedKeys(user.Page);

        await keys.Press("n");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Review" })).ToBeVisibleAsync();
        await keys.Press("x");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Why it is junk" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await keys.Press("Enter");

        await user.ExpectToast("Marked as junk: advertising.");
        Assert.InRange(keys.Pressed, 1, 4);
        await TakesBack(user, MondayMorning.Advertisement);
    }

    [Fact]
    public async Task In_the_queue_a_document_is_taken_and_junked_and_both_are_taken_back_without_the_mouse()
    {
        var advertisement = (await morning.DocumentOf(MondayMorning.Advertisement)).DocumentId;
        await NobodysAnyMore();
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/documents/review");
        var row = user.Page.GetByRole(AriaRole.Row).Filter(new() { Has = user.Page.Locator($"a[href='/documents/review/{advertisement}']") });

        await row.Locator("[data-row-link]").FocusAsync();
        await user.Press("c");
        await Expect(row.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await user.Press("m");
        await user.ExpectToast("1 document yours now.");
        await Expect(row.GetByRole(AriaRole.Cell).Last).ToContainTextAsync("You");
        await user.Press("u");
        await user.ExpectToast("Undone for 1 document.");
        await Expect(row.GetByText("Whoever is free")).ToBeVisibleAsync();

        await row.Locator("[data-row-link]").FocusAsync();
        await user.Press("c");
        await user.Press("x");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Why the chosen ones are junk" })).ToBeVisibleAsync();
        await user.Press("1");
        await user.ExpectToast("1 document marked as junk.");
        await Expect(row).ToHaveCountAsync(0);
        await user.ExpectAccessible();
        await user.Press("u");
        await user.ExpectToast("Undone for 1 document.");
        await Expect(row).ToBeVisibleAsync();
    }

    [Fact]
    public async Task In_the_inbox_what_waits_of_a_line_is_put_away_with_its_reason_and_taken_back_without_the_mouse()
    {
        var advertisement = await morning.DocumentOf(MondayMorning.Advertisement);
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/documents/inbox");
        var line = user.Page.Locator(".inbox > li").Filter(new() { Has = user.Page.Locator($"a[href='/documents/review/{advertisement.DocumentId}']") });

        await line.Locator("[data-row-link]").FocusAsync();
        await user.Press("c");
        await Expect(line.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await user.Press("b");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Folder of the chosen ones, which are about no patient" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Press("3");
        await user.ExpectToast("1 document filed to the practice: Vendors.");
        await Expect(user.Page.Locator(".inbox > li").Filter(new() { Has = user.Page.Locator($"#row-document-{advertisement.DocumentId}") })).ToContainTextAsync("the practice's own");
        await user.Press("u");
        await user.ExpectToast("Undone for 1 document.");
        await Expect(line).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_label_a_note_a_colleague_and_the_trash_are_a_few_keys_each()
    {
        await using (var manager = await morning.Clinic.SignIn("Manager"))
        {
            await manager.Open("/documents/settings/labels");
            await manager.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ask Ms. Ode");
            await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
            await manager.ExpectToast("Saved.");
            await manager.ExpectAccessible();
        }

        await using var user = await OpenReview(MondayMorning.Advertisement);
        var desk = user.Page.Locator("#desk");
        var labels = await user.Page.Locator("#put-label [data-choose] .label").AllInnerTextsAsync();
        var key = (labels.ToList().IndexOf("Ask Ms. Ode") + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await user.Press("l");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Labels" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Press(key);
        await Expect(desk.Locator(":scope > .row .label")).ToContainTextAsync(["Ask Ms. Ode"]);
        await user.Press("w");
        await user.Page.Keyboard.TypeAsync("Ordered by nobody here");
        await user.Press("Enter");
        await Expect(desk.GetByRole(AriaRole.List, new() { Name = "Notes" })).ToContainTextAsync("Ordered by nobody here");

        await user.Press("g");
        await Expect(user.Page.Locator("#give select")).ToBeFocusedAsync();
        await user.Page.Locator("#give select").SelectOptionAsync("Manager Tester");
        await user.Press("Tab");
        await user.Page.Keyboard.TypeAsync("Yours?");
        await user.ExpectAccessible();
        await user.Press("Enter");
        await user.ExpectToast("Given to Manager Tester.");
        await user.Press("u");
        await user.ExpectToast("Undone for 1 document.");

        // Put away from the list, and brought back from the trash.
        var advertisement = (await morning.DocumentOf(MondayMorning.Advertisement)).DocumentId;
        await user.Page.Locator($"a[href='/documents/review/{advertisement}'][data-row-link]").FocusAsync();
        await user.Press("x");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Why" })).ToBeVisibleAsync();
        await user.Press("1");
        await user.ExpectToast("1 document marked as junk.");
        await user.Open("/documents/trash");
        await user.Page.Locator($"a[href='/documents/document/{advertisement}'][data-row-link]").FocusAsync();
        await user.ExpectAccessible();
        await user.Press("r");
        await user.ExpectToast("1 document back in review.");
        Assert.Equal("review", (await morning.DocumentOf(MondayMorning.Advertisement)).Disposition);

        // Taken off again.
        await user.Open($"/documents/review/{advertisement}");
        await user.Press("l");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Labels" })).ToBeVisibleAsync();
        await user.Press(key);
        await Expect(desk.Locator(":scope > .row .label").Filter(new() { HasText = "Ask Ms. Ode" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_letter_drafted_from_a_task_shows_its_page_as_printed()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/tasks/task/{morning.Task.Id}");

        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Draft a letter" }).ClickAsync();

        var page = user.Page.GetByRole(AriaRole.Img, new() { Name = "Page 1 of the letter" });
        await Expect(page).ToBeVisibleAsync(WhenWorkedOn);
        await page.EvaluateAsync("image => image.decode()");
    }

    [Fact]
    public async Task A_narrowed_queue_is_kept_under_a_name_and_reached_by_its_key_and_how_long_each_waits_goes_on()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Page.Clock.InstallAsync();
        await user.Open("/documents/review");
        await user.Press("f");
        await Expect(user.Page.GetByLabel("Label", new() { Exact = true })).ToBeFocusedAsync();
        await user.Page.GetByLabel("Channel").SelectOptionAsync("Fax");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(user.Page).ToHaveURLAsync(new Regex("channel=fax"));
        await user.ExpectAccessible();
        await user.Press("v");
        await user.Page.Keyboard.TypeAsync("Faxes alone");
        await user.Page.Keyboard.PressAsync("Enter");
        await user.ExpectToast("Saved for you.");

        // Only the page's own clock is put on below: the list that the server would send meanwhile is of the true time.
        await user.Page.RouteAsync("**/documents/review?handler=Live", asked => asked.FulfillAsync(new() { Status = 204 }));
        await user.Open("/documents/review");
        var view = user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Saved views" }).GetByRole(AriaRole.Link).Filter(new() { HasText = "Faxes alone" });
        await user.Press(await view.Locator("kbd").InnerTextAsync());
        await Expect(user.Page).ToHaveURLAsync(new Regex("channel=fax"));
        await Expect(view).ToHaveAttributeAsync("aria-current", "page");

        var waited = user.Page.Locator("[data-waited]").First;
        var before = await waited.InnerTextAsync();
        await user.Page.Clock.FastForwardAsync(70_000);
        await Expect(waited).Not.ToHaveTextAsync(before);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Take “Faxes alone” away" }).ClickAsync();
        await user.ExpectToast("The view was taken away.");
    }

    [Fact]
    public async Task A_fax_that_came_in_two_calls_is_joined_by_one_key_and_parted_again()
    {
        var (first, rest) = ((await morning.DocumentOf(MondayMorning.FatherOrSon)).DocumentId!.Value, (await morning.DocumentOf(MondayMorning.NoBirthDate)).DocumentId!.Value);
        await morning.Clinic.Host.Sql(
            $"""
            UPDATE documents.transmissions SET received_from = '+15550004444' WHERE id IN (SELECT transmission_id FROM documents.documents WHERE id IN ('{first}', '{rest}'));
            UPDATE documents.documents SET pages_said = 2, missing_pages = CASE WHEN id = '{first}' THEN ARRAY[2] ELSE ARRAY[1] END, match_keys = ARRAY[1], opened_by = NULL, opened_until = NULL WHERE id IN ('{first}', '{rest}')
            """);
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/documents/review/{first}");
        await Expect(user.Page.GetByText("Page 2 of 2 seems to have come in another transmission.")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await user.Press("J");
        await user.ExpectToast("Joined into one document");
        await Expect(user.Page.Locator("[data-page]").Nth(1)).ToContainTextAsync("page 1 of another transmission");
        await MondayMorning.Until(() => morning.DocumentOf(MondayMorning.NoBirthDate), joined => joined.DocumentId == first && joined.Disposition == "review");
        await user.Open($"/documents/document/{rest}");
        await Expect(user.Page).ToHaveURLAsync(new Regex($"/documents/document/{first}$"));

        await user.Open($"/documents/document/{first}");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "History" })).ToContainTextAsync("Joined by hand with a document of another transmission");
        var done = (await morning.Clinic.Host.Sql("SELECT id FROM documents.page_acts WHERE kind = 'join'"))[0];
        await user.Page.EvaluateAsync($"() => {{ const form = document.getElementById('pages-form'); form.action = '/documents/document/{first}?handler=UndoPages&done={done}'; form.submit(); }}");
        await user.ExpectToast("Undone: the pages are as they were.");
        foreach (var fax in new[] { MondayMorning.FatherOrSon, MondayMorning.NoBirthDate })
        {
            await MondayMorning.Until(() => morning.DocumentOf(fax), now => now.Disposition == "review");
        }

        Assert.Equal(rest, (await morning.DocumentOf(MondayMorning.NoBirthDate)).DocumentId);
    }

    /// <summary>What other tests of the morning took or gave.</summary>
    private Task NobodysAnyMore() => morning.Clinic.Host.Sql("UPDATE documents.documents SET owner_id = NULL WHERE owner_id IS NOT NULL");

    /// <summary>The queue of what is the user's, with this fax as its only line: as it comes to somebody who begins the day.</summary>
    private async Task<BrowserUser> OpenQueueOf(string role, string fax)
    {
        var document = (await morning.DocumentOf(fax)).DocumentId;
        await NobodysAnyMore();
        var user = await morning.Clinic.SignIn(role);
        await user.Open("/documents/review");
        await user.Page.Locator($"a[href='/documents/review/{document}'][data-row-link]").FocusAsync();
        await user.Press("c");
        await user.Press("m");
        await user.ExpectToast("1 document yours now.");
        await user.Open("/documents/review?view=mine");
        await Expect(user.Page.Locator("[data-row-link]")).ToHaveCountAsync(1);
        return user;
    }

    private async Task<BrowserUser> OpenReview(string fax)
    {
        var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/documents/review/{(await morning.DocumentOf(fax)).DocumentId}");
        return user;
    }

    /// <summary>The next page is there, with its scripts.</summary>
    private async Task TakesBack(BrowserUser user, string fax)
    {
        Assert.NotEqual("review", (await morning.DocumentOf(fax)).Disposition);

        await user.Press("u");

        await user.ExpectToast("Undone: the document waits for review again.");
        Assert.Equal("review", (await morning.DocumentOf(fax)).Disposition);
    }

    /// <summary>Counts what somebody presses, letter by letter.</summary>
    private sealed class CountedKeys(IPage page)
    {
        public int Pressed { get; private set; }

        public async Task Press(string key)
        {
            Pressed++;
            await page.WaitForLoadStateAsync();
            await page.Keyboard.PressAsync(key);
        }

        /// <summary>At once, so that what is found comes once: see <see cref="BrowserUser.Search"/>.</summary>
        public Task Type(string text)
        {
            Pressed += text.Length;
            return page.Keyboard.InsertTextAsync(text);
        }
    }
}

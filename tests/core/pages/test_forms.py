"""Any Django form: each control named, its help and error tied to it, the summary on top linking to it."""

import re

from django import forms


class Plan(forms.Form):
    title = forms.CharField(label="Title", help_text="At most 60 characters")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], required=False)
    way = forms.ChoiceField(label="Way", choices=[("a", "A")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    begins = forms.SplitDateTimeField(label="Begins", required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The plan <b>as a whole</b> does not add up.")


def classes(page: str, tag: str, name: str) -> str:
    found = re.search(rf'<{tag}[^>]*name="{name}"[^>]*>', page)
    assert found is not None
    named = re.search(r'class="([^"]*)"', found.group())
    return named.group(1) if named else ""


def test_controls_wear_the_classes_of_their_kind() -> None:
    page = Plan().as_div()
    assert classes(page, "input", "title") == "form-control"
    assert classes(page, "select", "kind") == "form-select"
    assert classes(page, "input", "way") == "form-check-input"
    assert classes(page, "input", "agreed") == "form-check-input"
    assert classes(page, "input", "token") == ""


def test_a_class_of_the_widget_is_kept() -> None:
    class Wide(forms.Form):
        title = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))

    assert classes(Wide().as_div(), "input", "title") == "form-control wide"


def test_a_wrong_field_says_so_to_everybody() -> None:
    page = Plan({"kind": "c", "way": "a"}).as_div()
    assert classes(page, "input", "title") == "form-control is-invalid"
    assert 'aria-invalid="true" aria-describedby="id_title_helptext id_title_error"' in page
    assert page.count('id="id_title_helptext"') == page.count('id="id_title_error"') == 1


def test_the_summary_links_each_error_to_its_field() -> None:
    page = Plan({"kind": "c", "way": "a"}).as_div()
    summary = page[: page.index("</ul>")]
    assert re.findall(r'href="#(\w+)"', summary) == ["id_title", "id_kind", "id_agreed"]
    assert "The plan &lt;b&gt;as a whole&lt;/b&gt; does not add up." in summary
    for anchor in re.findall(r'href="#(\w+)"', summary):
        assert page.count(f'id="{anchor}"') == 1


def test_without_errors_there_is_no_summary() -> None:
    assert "alert" not in Plan().as_div()


def test_choices_are_a_group_with_a_legend() -> None:
    page = Plan().as_div()
    assert len(re.findall(r'<legend class="form-label">Way', page)) == 1
    assert re.findall(r'<label class="form-check-label" for="(\w+)">A</label>', page) == ["id_way_0"]


def test_required_is_marked_for_eyes_and_ears() -> None:
    page = Plan().as_div()
    assert page.count('class="required" aria-hidden="true"') == page.count('class="visually-hidden"') == 3


def test_each_part_of_a_control_has_a_name() -> None:
    page = Plan().as_div()
    parts = re.findall(r'<input[^>]*name="begins_[01]"[^>]*>', page)
    assert [len(re.findall(r'aria-label="[^"]+"', part)) for part in parts] == [1, 1]
    assert [classes(page, "input", f"begins_{n}") for n in (0, 1)] == ["form-control", "form-control"]
